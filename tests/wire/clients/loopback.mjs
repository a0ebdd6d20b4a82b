// Nothing in a test leaves this machine: every connection of this process but those to loopback is refused.

import net from "node:net";

const HERE = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function guarded(...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  const host = typeof options === "object" ? options?.host : given[1];
  if (!options?.path && host && !HERE.test(host)) throw new Error(`refused to leave this machine for ${host}`);
  return connect.apply(this, given);
};
