import { Agent, buildConnector, EnvHttpProxyAgent, ProxyAgent, type Dispatcher } from 'undici';
import { isLoopbackUrl } from './target';
import { isOwnDoor, ownDoorRefused } from './own-doors';
import { isPublicAddress, privateRefused } from './private-address';

const connectTimeoutMs = 15_000;
// One pool of connections per proxy: a pool per call would open a new connection for every page of the registry.
const pools = new Map<string, Dispatcher>();

/** Connects, and leaves at once where the other end is one of our own doors, by whatever name or address it was reached. */
const connectToOthers: ReturnType<typeof buildConnector> = (options, callback) => {
  buildConnector({ timeout: connectTimeoutMs })(options, (...[error, socket]) => {
    if (error !== null) callback(error, null);
    else if (isOwnDoor(socket.remoteAddress, socket.remotePort)) {
      socket.destroy();
      callback(ownDoorRefused(options.host ?? options.hostname), null);
    } else callback(null, socket);
  });
};

/** As `connectToOthers`, and leaves where the other end is in a private network: a name can lead elsewhere by the time it is connected. */
const connectToPublic: ReturnType<typeof buildConnector> = (options, callback) => {
  connectToOthers(options, (...[error, socket]) => {
    if (error !== null) callback(error, null);
    else if (!isPublicAddress(socket.remoteAddress ?? '')) {
      socket.destroy();
      callback(privateRefused(options.host ?? options.hostname), null);
    } else callback(null, socket);
  });
};

/** The connections a request to this address takes: through the proxy of the settings, else that of the environment, else straight. */
export function choosePool(
  url: string,
  { proxy, isToOurselves = false, isPublicOnly = false }: PoolRequest,
): Dispatcher {
  // A proxy from the environment cannot reach this machine's own loopback; one named in the settings was asked for.
  const direct = isPublicOnly ? 'public' : isLoopbackUrl(url) ? 'direct' : 'environment';
  const name = isToOurselves ? 'ourselves' : proxy ? `proxy ${proxy}` : direct;
  const known = pools.get(name);
  if (known) return known;
  const limits = { connect: connectToOthers, headersTimeout: 0, bodyTimeout: 0 };
  const pool = createPool(name, { limits, proxy });
  pools.set(name, pool);
  return pool;
}

interface PoolRequest {
  proxy?: string;
  isToOurselves?: boolean;
  /** A proxy is asked as always: it alone sees where its connections end. */
  isPublicOnly?: boolean;
}

function createPool(name: string, about: { limits: Agent.Options; proxy: string | undefined }): Dispatcher {
  const { limits, proxy } = about;
  if (name === 'ourselves') return new Agent({ ...limits, connect: { timeout: connectTimeoutMs } });
  if (name === 'public') return new EnvHttpProxyAgent({ ...limits, connect: connectToPublic });
  if (name === 'direct') return new Agent(limits);
  return proxy ? new ProxyAgent({ uri: proxy, ...limits }) : new EnvHttpProxyAgent(limits);
}
