import { isGitAddress } from '../../../src/contract/text/git-address';
import type { FindPack } from '../../state/packs/pack-index';
import type { PackRecord } from '../../state/packs/pack-record';

/** What a text says when it is read as the address of a pack. */
export type GitSource =
  | { kind: 'empty' }
  /** Why it is no address: `text`, or an address with blanks or a password in it. */
  | { kind: 'bad'; problem: 'no-address' | 'blanks' | 'password' }
  /** `known`: the pack of the list whose repository this is. */
  | { kind: 'address'; url: string; known: PackRecord | undefined };

const githubPage =
  /^https?:\/\/(?:www\.)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/(?:tree|blob|issues|pulls|releases|wiki).*)?\/?(?:[?#].*)?$/iu;
const githubOverSsh = /^(?:ssh:\/\/)?git@github\.com[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/iu;
const shorthand = /^[\w-]+\/[\w.-]+$/u;
const longest = 400;

/** The form in which the catalogue writes a repository of GitHub; null for all others. */
function nameGithub(text: string): string | null {
  const found = githubPage.exec(text) ?? githubOverSsh.exec(text);
  return found ? `https://github.com/${found[1] ?? ''}/${found[2] ?? ''}` : null;
}

function hasPassword(text: string): boolean {
  return /^https?:\/\/[^/@\s]*:[^/@\s]*@/iu.test(text);
}

/** Reads what a person typed or pasted: a git address, a page of GitHub, or `owner/repo`, which means GitHub. */
export function readGitSource(text: string, findByName: FindPack): GitSource {
  const typed = text.trim().replace(/^git clone\s+/iu, '');
  if (typed === '') return { kind: 'empty' };
  if (/\s/u.test(typed)) return { kind: 'bad', problem: 'blanks' };
  if (hasPassword(typed)) return { kind: 'bad', problem: 'password' };
  const address = shorthand.test(typed) ? `https://github.com/${typed}` : typed;
  if (!isGitAddress(address) || address.length > longest) return { kind: 'bad', problem: 'no-address' };
  const github = nameGithub(address);
  const known = findByName(github ?? address);
  // Over ssh a person has rights of their own there: such an address stays as it is.
  const url = /^https?:/iu.test(address) ? (github ?? address) : address;
  return { kind: 'address', url, known };
}
