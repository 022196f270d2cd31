// docs/openapi.yaml is generated from the tables of the server and the contract.
// node scripts/openapi.mjs: says whether it is current. node scripts/openapi.mjs --write: writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocument } from './generated-document.mjs';
import { isMainModule, projectDir, runMain } from './project.mjs';
import { ScriptError } from './script-error.mjs';

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

const document = generatedDocument({
  ...{ name: 'openapi', page: 'docs/openapi.yaml', source: 'src/', script: 'scripts/openapi.mjs' },
  ...{ generate, part: /^ {2}\/v2\//gm },
});

/** Compares the file with what the tables say now. */
export const checkDocument = document.check;

if (isMainModule(import.meta.url)) await runMain(document.main);
