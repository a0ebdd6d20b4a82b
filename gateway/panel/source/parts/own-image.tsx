/** An image that only the credential opens; those of other hosts are never asked for. */
import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api";

const CHAT = "/api/v1/chat/";

export function OwnImage({ api, address, label }: { api: Api; address: string; label: string }) {
  const [source, setSource] = useState(/^(?:data:image\/|blob:)/.test(address) ? address : "");
  useEffect(() => {
    const path = address.startsWith("/") ? address : address.startsWith(api.url("/")) ? new URL(address).pathname : "";
    if (!path.startsWith(CHAT)) return undefined;
    let made = "";
    const [route, query] = path.slice(CHAT.length - 1).split("?");
    api.download(route ?? "", Object.fromEntries(new URLSearchParams(query ?? "")))
      .then((blob) => setSource((made = URL.createObjectURL(blob))))
      .catch(() => undefined);
    return () => URL.revokeObjectURL(made);
  }, [api, address]);
  return source ? <img class="attached" src={source} alt={label} /> : <span class="attached-name">{label}</span>;
}
