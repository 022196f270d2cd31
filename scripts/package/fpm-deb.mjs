#!/usr/bin/env node
// Stands in for fpm where it cannot be had: the part of its command line that electron-builder uses for a deb, done with dpkg-deb.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMainModule } from '../project.mjs';

const SWITCHES = new Set(['--force', '--debug']);
const COMPRESSIONS = { gz: 'gzip', xz: 'xz', zst: 'zstd', none: 'none' };

/**
 * Reads fpm's words. An option may come twice (`-d`); what is no option is `SOURCE=TARGET`.
 * @param {readonly string[]} words
 * @returns {{options: Record<string, string[]>, copies: {from: string, to: string}[]}}
 */
export function readFpmWords(words) {
  const options = {};
  const copies = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (SWITCHES.has(word)) continue;
    const equals = word.indexOf('=');
    if (!word.startsWith('-')) copies.push({ from: word.slice(0, equals), to: word.slice(equals + 1) });
    else if (equals > 0) (options[word.slice(0, equals)] ??= []).push(word.slice(equals + 1));
    else (options[word] ??= []).push(words[(at += 1)]);
  }
  return { options, copies };
}

/**
 * The control file of a deb.
 * @param {Record<string, string[]>} options as readFpmWords gives them
 * @param {number} installedKilobytes
 */
export function composeControl(options, installedKilobytes) {
  const one = (name) => options[name]?.at(-1);
  const fields = {
    Package: one('--name'),
    Version: [one('--version'), one('--iteration')].filter(Boolean).join('-'),
    License: one('--license'),
    Vendor: one('--vendor'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': installedKilobytes,
    Depends: options['-d']?.join(', '),
    Recommends: options['--deb-recommends']?.join(', '),
    Section: one('--category') ?? 'default',
    Priority: one('--deb-priority'),
    Homepage: one('--url'),
    Description: composeDescription(one('--description') ?? ''),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return `${given.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

// The first line is the synopsis; each further one begins with a space, an empty one with a dot behind it.
function composeDescription(text) {
  const [first = '', ...rest] = text.split('\n').map((line) => line.trim());
  const lines = first === '' ? rest : [first, ...rest];
  return lines.map((line, index) => (index === 0 ? line : ` ${line || '.'}`)).join('\n');
}

function buildDeb({ options, copies }) {
  const [type] = options['-t'] ?? [];
  if (type !== 'deb') throw new Error(`This stand-in for fpm makes debs alone, not ${type}.`);
  const stage = mkdtempSync(join(tmpdir(), 'deb-'));
  try {
    for (const { from, to } of copies) copyInto(stage, from, to);
    setModes(stage);
    const kilobytes = Number(
      execFileSync('du', ['-sk', '--apparent-size', stage], { encoding: 'utf8' }).split('\t')[0],
    );
    const controlDir = join(stage, 'DEBIAN');
    mkdirSync(controlDir);
    writeFileSync(join(controlDir, 'control'), composeControl(options, kilobytes));
    copyScript(options['--after-install'], join(controlDir, 'postinst'));
    copyScript(options['--after-remove'], join(controlDir, 'postrm'));
    packDeb(stage, options);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function copyInto(stage, from, to) {
  const target = join(stage, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

function copyScript([file] = [], target) {
  if (file === undefined) return;
  cpSync(file, target);
  chmodSync(target, 0o755);
}

function packDeb(stage, options) {
  const compression = COMPRESSIONS[options['--deb-compression']?.at(-1) ?? 'xz'];
  const level = process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL;
  const how = ['--root-owner-group', `-Z${compression}`, ...(level === undefined ? [] : [`-z${level}`])];
  const [file] = options['--package'];
  mkdirSync(dirname(file), { recursive: true });
  execFileSync('dpkg-deb', [...how, '--build', stage, file], { stdio: 'inherit' });
}

// Whoever built it may have had a umask of their own; the package is for everybody.
function setModes(folder) {
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) setModes(path);
    else if (!stats.isSymbolicLink()) chmodSync(path, stats.mode & 0o111 ? 0o755 : 0o644);
  }
}

if (isMainModule(import.meta.url)) buildDeb(readFpmWords(process.argv.slice(2)));
