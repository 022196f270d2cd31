// docs/openapi.yaml is generated from the tables of the server and the contract.
// node scripts/openapi.mjs: says whether it is current. node scripts/openapi.mjs --write: writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTools } from './setup.mjs';

const file = join(projectDir, 'docs', 'openapi.yaml');
const remedy = 'Run: node scripts/openapi.mjs --write';

// The tables are TypeScript, and are read as they are.
async function generate() {
  const { tsImport } = await import('tsx/esm/api');
  const { writeDocument } = await tsImport('../src/server/openapi/document.ts', import.meta.url);
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  return refuseGap(() => writeDocument(version));
}

/** Answers what `write` does. What the tables lack for it is for a person to add, so it is told without a stack. */
function refuseGap(write) {
  try {
    return write();
  } catch (error) {
    if (error.name !== 'DocumentGap') throw error;
    throw new ScriptError(error.message, error.remedy);
  }
}

/** Compares the file with what the tables say now. @returns {Promise<import('./reports.mjs').Finding>} */
export async function checkDocument() {
  const wanted = await generate();
  const found = readFileSync(file, 'utf8');
  const seen = wanted.match(/^ {2}\/v2\//gm)?.length ?? 0;
  return { seen, problems: found === wanted ? [] : [`docs/openapi.yaml is not what src/ says now. ${remedy}`] };
}

async function main() {
  ensureTools();
  if (process.argv.includes('--write')) {
    writeFileSync(file, await generate());
    say('openapi: docs/openapi.yaml was written');
    return 0;
  }
  const { problems } = await checkDocument();
  if (problems.length > 0) throw new ScriptError('docs/openapi.yaml is not what src/ says now.', remedy);
  say('openapi: docs/openapi.yaml is current');
  return 0;
}

if (isMainModule(import.meta.url)) await runMain(main);
