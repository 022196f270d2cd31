import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { fetchText, type HttpOptions } from '../http/fetch';
import { hostOf } from '../http/failure';

const flush = '0000';
const delimiter = '0001';

function packetLine(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
}

function notGit(url: string): AppError {
  return new AppError('download-failed', msg`${hostOf(url)} did not answer as a git server of protocol version 2.`, {
    remedy: msg`Check the address of the remote.`,
  });
}

/** The lines of an answer that is complete; anything else throws. */
function readPacketLines(answer: Buffer, url: string): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < answer.length) {
    const head = answer.toString('latin1', at, at + 4);
    if (head === flush) return lines;
    const length = /^[0-9a-f]{4}$/.test(head) ? Number.parseInt(head, 16) : 0;
    if (length <= 4 || at + length > answer.length) throw notGit(url);
    lines.push(answer.toString('utf8', at + 4, at + length).replace(/\n$/, ''));
    at += length;
  }
  throw notGit(url);
}

/**
 * The commit of a branch, asked of an http(s) remote with one request and no git process (`ls-refs` of git's wire protocol 2). Null when
 * the remote has no such branch. Knows no login and none of git's settings: throws as `fetchText` for whatever is not a plain answer,
 * and then git is to be asked.
 */
export async function askBranchOverHttp(url: string, branch: string, options: HttpOptions): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const body = [packetLine('command=ls-refs\n'), delimiter, packetLine(`ref-prefix ${ref}\n`), flush].join('');
  const headers = {
    'git-protocol': 'version=2',
    'content-type': 'application/x-git-upload-pack-request',
    accept: 'application/x-git-upload-pack-result',
  };
  const address = `${url.replace(/\/+$/, '')}/git-upload-pack`;
  const fetched = await fetchText(address, { ...options, headers, body });
  const lines = readPacketLines(Buffer.from(fetched.isModified ? fetched.text : ''), url);
  const listed = lines.map((line) => /^([0-9a-f]{40,64}) (\S+)/.exec(line));
  if (listed.includes(null)) throw notGit(url);
  return listed.find((row) => row?.[2] === ref)?.[1] ?? null;
}
