/** Put a text on the clipboard; false where the page may not, or where there is none (plain http). */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
