import { homedir } from 'node:os';
import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where Hugging Face and torch hub keep what they download. */
export interface HubFolders {
  /** The folder with `models--OWNER--NAME` in it. */
  huggingface: string;
  /** The folder with the parts of files that Hugging Face hands out by them. */
  xet: string;
  /** The folder with `checkpoints` in it. */
  torch: string;
}

const given = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : value;

/** `~` and variables in a path, as `os.path.expanduser` and `expandvars` of Python read them; a variable that is not there stays as it is written. */
function expand(path: string, variables: Variables, home: string): string {
  const whole = /^~(?=$|[\\/])/.test(path) ? home + path.slice(1) : path;
  return whole.replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced: string | undefined, bare: string | undefined) => {
    return variables[braced ?? bare ?? ''] ?? text;
  });
}

/**
 * The folders by the rules of huggingface_hub (`constants.py`: HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_XET_CACHE, HF_HOME, XDG_CACHE_HOME) and of torch
 * (`torch.hub.get_dir`: TORCH_HOME, XDG_CACHE_HOME). Pure.
 *
 * @param variables What the programs of the installation get.
 */
export function hubFoldersOf(variables: Variables, platform: NodeJS.Platform = process.platform): HubFolders {
  const home = given(platform === 'win32' ? variables['USERPROFILE'] : variables['HOME']) ?? homedir();
  const read = (name: string): string | undefined => {
    const value = given(variables[name]);
    return value === undefined ? undefined : expand(value, variables, home);
  };
  const cacheHome = read('XDG_CACHE_HOME') ?? join(home, '.cache');
  const hfHome = read('HF_HOME') ?? join(cacheHome, 'huggingface');
  return {
    huggingface: read('HF_HUB_CACHE') ?? read('HUGGINGFACE_HUB_CACHE') ?? join(hfHome, 'hub'),
    xet: read('HF_XET_CACHE') ?? join(hfHome, 'xet'),
    torch: join(read('TORCH_HOME') ?? join(cacheHome, 'torch'), 'hub'),
  };
}
