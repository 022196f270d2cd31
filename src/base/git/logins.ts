/** User name and password of one address, as git's credential protocol names them. A token alone is either of the two. */
export interface GitLogin {
  username: string;
  password: string;
}

/** Where logins outlive the app: encrypted, or nowhere. */
export interface LoginStore {
  /** Keeps it; false where the system cannot encrypt, and then nothing is written. May take as long as a person takes to unlock a keychain. */
  keep(address: string, login: GitLogin): Promise<boolean>;
}

// A login belongs to an address and to this person, not to an installation, and every room that names a repository can meet one. It is
// therefore kept here, beside git, and only git is ever given it; `main/` alone says where it is stored.
const logins = new Map<string, GitLogin>();
/** Whether the login that came with an address outlives the app. */
const outlives = new Map<string, Promise<boolean>>();
let store: LoginStore | null = null;

/** Lets logins outlive the app from now on, and takes in those of earlier runs. */
export function storeGitLogins(next: LoginStore, known: ReadonlyMap<string, GitLogin>): void {
  store = next;
  for (const [address, login] of known) logins.set(address, login);
}

const withLogin = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'<>]*)@([^\s"'<>]+)/gi;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address in the form by which logins are found: without user, final slash, `.git` and query. */
function keyOf(address: string): string | null {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return null;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '').replace(/\.git$/i, '')}`;
}

function readLogin(user: string): GitLogin | null {
  const [username = '', ...rest] = user.split(':');
  const login = { username: decode(username), password: decode(rest.join(':')) };
  // A line end would be a second line of the credential protocol.
  const isUsable = !/[\r\n\0]/.test(login.username + login.password) && login.username + login.password !== '';
  return isUsable ? login : null;
}

function replaceLogins(text: string, found: (address: string, login: GitLogin) => void): string {
  if (!text.includes('@')) return text;
  return text.replace(withLogin, (...[, scheme = '', user = '', rest = '']: string[]) => {
    // Over ssh the user is a part of the address (`git@`), and a password there is never used.
    if (!/^https?:/i.test(scheme)) return `${scheme}${user.split(':')[0] ?? ''}@${rest}`;
    const login = readLogin(user);
    if (login !== null) found(`${scheme}${rest}`, login);
    return `${scheme}${rest}`;
  });
}

/** The text without the logins in its addresses; they are kept nowhere. */
export function dropGitLogins(text: string): string {
  return replaceLogins(text, () => undefined);
}

/**
 * Takes user and password off every web address in a text that came in at a door, before anybody stores or logs it, and keeps them for git.
 * Answers with the text without them.
 */
export function takeGitLogins(text: string): string {
  return replaceLogins(text, (address, login) => {
    const key = keyOf(address);
    if (key === null) return;
    logins.set(key, login);
    outlives.set(key, store?.keep(key, login).catch(() => false) ?? Promise.resolve(false));
  });
}

/** As `takeGitLogins` for an address that stands in a configuration of git, which others wrote and keep: known for this run only. */
export function lendGitLogins(text: string): string {
  return replaceLogins(text, (address, login) => {
    const key = keyOf(address);
    if (key !== null && !logins.has(key)) logins.set(key, login);
  });
}

/** What a person must know about the login of an address; null when there is nothing to say. */
export async function loginNote(address: string): Promise<string | null> {
  const key = keyOf(address);
  if (key === null || (await outlives.get(key)) !== false) return null;
  return 'The password of this address is known until the app ends, because this system cannot encrypt it: it is stored nowhere.';
}

interface Entry {
  address: string;
  login: GitLogin;
}

function entriesFor(githubBase: string): Entry[] {
  const mirror = githubBase.replace(/\/+$/, '');
  return [...logins].flatMap(([address, login]) => {
    const real = address.replace(/^https:\/\/github\.com(?=\/)/, mirror);
    return [...new Set([address, real])].flatMap((one) =>
      [one, `${one}.git`].map((each) => ({ address: each, login })),
    );
  });
}

/**
 * All logins as variables of one git command: configuration from `count` on (`GIT_CONFIG_KEY_n`) by which git asks, for each address alone, a
 * helper that reads them from its environment. Neither a command line nor a file ever holds them. The empty helper before it takes away the
 * person's own, which git would let store what was accepted.
 */
export function gitLoginVariables(githubBase: string, count: number): Record<string, string> {
  const entries = entriesFor(githubBase);
  const pairs = entries.flatMap(({ address }, index) => {
    const answer = `printf 'username=%s\\npassword=%s\\n' "$CMD_GIT_USER_${index}" "$CMD_GIT_PASSWORD_${index}"`;
    const key = `credential.${address}.helper`;
    return [
      [key, ''],
      [key, `!f() { test "$1" = get && ${answer}; }; f`],
    ] as const;
  });
  return Object.fromEntries([
    ...entries.flatMap(({ login }, index) => [
      [`CMD_GIT_USER_${index}`, login.username],
      [`CMD_GIT_PASSWORD_${index}`, login.password],
    ]),
    ...pairs.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${count + index}`, key],
      [`GIT_CONFIG_VALUE_${count + index}`, value],
    ]),
    ...(pairs.length === 0 ? [] : [['GIT_CONFIG_COUNT', String(count + pairs.length)]]),
  ]) as Record<string, string>;
}
