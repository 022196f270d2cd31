// Each guarded thing is refused to a stranger and allowed to its owner and to tests.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { ownerRules } from './single-owners.mjs';

const files = ['src/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts', 'renderer/**/*.{ts,tsx}'];
const ignores = ['**/*.test.ts'];

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@typescript-eslint': tseslint.plugin },
    },
    ...ownerRules({ files, ignores }),
  ],
});

/** code, its owner, a stranger */
const GUARDED = [
  ["import { spawn } from 'node:child_process';", 'src/base/process/run.ts', 'src/base/git/git.ts'],
  ["import { execa } from 'execa';", 'src/base/process/run.ts', 'src/manager/python/pip.ts'],
  ["import { simpleGit } from 'simple-git';", 'src/base/git/command.ts', 'src/manager/packs/operations/install.ts'],
  ["import { writeFile } from 'node:fs/promises';", 'src/base/files/files.ts', 'src/manager/installation/config.ts'],
  ["import { createWriteStream } from 'node:fs';", 'src/base/archives/archive.ts', 'src/base/log.ts'],
  ["import * as fs from 'node:fs';", 'src/base/files/files.ts', 'main/window/window.ts'],
  ["import fs from 'fs';", 'src/base/http/download.ts', 'main/window/window.ts'],
  ["import { request } from 'undici';", 'src/base/http/fetch.ts', 'src/manager/catalogue/sources/registry.ts'],
  ["void fetch('http://a');", 'src/base/http/download.ts', 'renderer/packs/packs-view.tsx'],
  ["void globalThis.fetch('http://a');", 'src/base/http/fetch.ts', 'src/manager/manager.ts'],
  ["import { createServer } from 'node:http';", 'src/server/gateway/relay.ts', 'src/base/http/fetch.ts'],
  ["import fastify from 'fastify';", 'src/server/server.ts', 'main/compose.ts'],
  ["import { ipcMain } from 'electron';", 'main/window/ipc.ts', 'main/main.ts'],
  ["window.webContents.send('event', 1);", 'main/window/ipc.ts', 'main/indicators/tray.ts'],
  ["contents.send('event', 1);", 'main/window/ipc.ts', 'main/window/window.ts'],
  ["void shell.openExternal('a');", 'main/operations/desktop.ts', 'main/window/window.ts'],
  ["import { ipcRenderer } from 'electron';", 'preload/preload.ts', 'main/window/window.ts'],
  ['window.bridge.call();', 'renderer/bridge.ts', 'renderer/state/store.ts'],
  ['export const home = process.env.HOME;', 'main/main.ts', 'src/manager/installation/paths.ts'],
  ["import { env } from 'node:process';", 'src/base/process/run.ts', 'main/compose.ts'],
];

const BANNED = ["ipc.sendSync('a');", "page.executeJavaScript('1');", 'export const id = Math.random();'];

const ALLOWED = [
  ["import { readFile, stat } from 'node:fs/promises';", 'src/manager/packs/inventory/inventory.ts'],
  ["import { type IncomingMessage } from 'node:http';", 'main/compose.ts'],
  ["import { app, BrowserWindow } from 'electron';", 'main/window/window.ts'],
  ["import { writeFile } from 'node:fs/promises';", 'src/manager/installation/config.test.ts'],
];

async function complaints(code, filePath) {
  const [result] = await eslint.lintText(code, { filePath });
  return result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('single owners', () => {
  it.each(GUARDED)('%s', async (code, owner, stranger) => {
    expect(await complaints(code, owner)).toEqual([]);
    expect(await complaints(code, stranger)).toHaveLength(1);
  });

  it.each(BANNED)('nobody may: %s', async (code) => {
    expect(await complaints(code, 'main/window/ipc.ts')).toHaveLength(1);
  });

  it.each(ALLOWED)('%s is fine in %s', async (code, file) => {
    expect(await complaints(code, file)).toEqual([]);
  });
});
