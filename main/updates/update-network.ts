import type { AppUpdater } from 'electron-updater';

/** Rules for the network below the library, and the login of a proxy; `proxy` empty: what the system says. Pure. */
export function readProxy(proxy: string): {
  rules: { mode: 'system' } | { proxyRules: string; proxyBypassRules: string };
  login: [string, string] | null;
} {
  if (proxy === '') return { rules: { mode: 'system' }, login: null };
  const { protocol, host, username, password } = new URL(proxy);
  return {
    // A proxy that is named was asked for, for addresses of this machine as well.
    rules: { proxyRules: `${protocol}//${host}`, proxyBypassRules: '<-loopback>' },
    login: username === '' ? null : [decodeURIComponent(username), decodeURIComponent(password)],
  };
}

/** Lets the library go through the proxy of the settings. */
export async function reachBy(updater: AppUpdater, proxy: string): Promise<void> {
  const { rules, login } = readProxy(proxy);
  await updater.netSession.setProxy(rules);
  updater.removeAllListeners('login');
  updater.on('login', ({ isProxy }, answer: (...given: string[]) => void) => {
    // Without an answer the request would wait for ever; one without a name gives it up.
    answer(...(isProxy && login !== null ? login : []));
  });
}
