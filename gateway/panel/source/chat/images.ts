/** Images are made small before they are sent. */
export const MAX_IMAGES = 4;
const LONGEST_SIDE = 1_568;
const SMALL_BYTES = 400_000;

/** The image with at most so many pixels a side; animations and small ones stay as they are. Rejects what is no image. */
export async function shrunk(file: File): Promise<File> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  if (file.type === "image/gif" || (scale === 1 && file.size <= SMALL_BYTES)) return file;
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await canvas.convertToBlob({ type, quality: 0.85 });
  return new File([blob], file.name, { type });
}
