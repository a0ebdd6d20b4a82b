// A `fetch` that notes what was asked and every byte of the answer, and changes nothing; only a client that asks for
// ever is ended.

const MOST_REQUESTS = 8;
const realFetch = globalThis.fetch;

export function recordingFetch(changed) {
  const noted = [];
  let asksForEver = false;
  async function recording(input, init) {
    const exchange = { method: init?.method ?? "GET", url: String(input), asked: init?.body ?? null, whole: false, chunks: [] };
    if (noted.length === MOST_REQUESTS) {
      asksForEver = true;
      changed();
      return new Promise(() => {}); // an error would only make it ask again
    }
    noted.push(exchange);
    const response = await realFetch(input, init).catch((error) => {
      exchange.failure = String(error.cause ?? error);
      throw error;
    });
    exchange.status = response.status;
    exchange.headers = Object.fromEntries(response.headers);
    changed();
    if (response.body === null) return response;
    const noting = new TransformStream({
      transform(chunk, controller) {
        exchange.chunks.push(chunk);
        controller.enqueue(chunk);
      },
      flush() {
        exchange.whole = true;
      },
    });
    return new Response(response.body.pipeThrough(noting), response);
  }
  return {
    fetch: recording,
    asksForEver: () => asksForEver,
    answered: () => noted.filter(({ status }) => status !== undefined).length,
    exchanges: () =>
      noted.map(({ chunks, ...rest }) => ({ ...rest, body: Buffer.concat(chunks).toString("base64") })),
  };
}
