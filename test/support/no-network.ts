import { Socket, type SocketConnectOpts } from 'node:net';

const loopback = /^(127\.0\.0\.1|localhost|::1)$/;
let nockGuards = false;
/** While nock is active it answers or refuses what would leave this machine, after what looks like a connection. */
export function leaveToNock(active: boolean): void {
  nockGuards = active;
}

const connect = Socket.prototype.connect;

// Every suite stays on this machine: a connection that leaves loopback fails loudly.
Socket.prototype.connect = function (this: Socket, ...given: readonly unknown[]) {
  // Node itself hands its options on in an array.
  const [first, second] = (Array.isArray(given[0]) ? given[0] : given) as readonly [
    SocketConnectOpts | number,
    unknown,
  ];
  const host = typeof first === 'object' ? 'host' in first && first.host : second;
  if (!nockGuards && typeof host === 'string' && !loopback.test(host)) throw new Error(`a test tried to reach ${host}`);
  return Reflect.apply(connect, this, given);
} as typeof connect;
