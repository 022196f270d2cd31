import { stringify } from 'yaml';
import type { PathWords } from '../http/path-words';
import type { Row } from '../http/route-row';
import { routes } from '../routes';
import { DocumentGap } from './document-gap';
import { composeDoorPaths } from './door-paths';
import { composePath } from './operations';
import { otherFailure } from './error-answers';
import { createSchemas, type JsonSchema } from './schemas';

const description = `The HTTP door of ComfyUI Manager Desktop. It contains every path, method, parameter, status and schema of the ComfyUI-Manager API 3.32.3;
where it differs from ComfyUI-Manager 4.2.2 itself (the reference), the description of the operation says what and why.

- Every path is served under \`/api\` too. HEAD works where GET reads.
- Only programs on this computer and pages of this server may call it: \`Host\` is a loopback name, and a request of a page of another site is refused before anything is read.
- Paths that change something take their fields from the query, or by POST from a JSON object. No bytes and the JSON text \`null\` are no fields.
- No success has the body \`null\`. A success without words has no bytes and no content type.
- Every failure has the form of the schema \`Error\`. A failure of the policy says the rule, the level, the risk, and what would allow it.
- The header \`Security-Level\` makes the policy stricter for one request, never looser.
- Events come by WebSocket from \`/ws?clientId=\` as \`{type, data}\`: \`cm-task-started\` (MessageTaskStarted), \`cm-task-completed\` (MessageTaskDone) and
  \`cm-queue-status\` (MessageQueueStatus) for every client, names that begin with \`cmd-\` beside them. A client that connects hears its id (\`status\`), and then the state of now as \`cm-queue-status\`,
  \`all-done\` while nothing waits or runs.
- Enumerations contain those of the specification, and say where there are more values. Answers may have more fields than the specification names.
`;

const tags = [
  { name: 'queue', description: 'Tasks: everything that changes packs, models and ComfyUI is one.' },
  { name: 'packs', description: 'Custom node packs.' },
  { name: 'snapshots', description: 'Pictures of an installation, and the way back to one.' },
  { name: 'comfyui', description: 'ComfyUI itself.' },
  { name: 'models', description: 'Models.' },
  { name: 'settings', description: 'What is kept in `config.ini`.' },
  { name: 'operations', description: 'Every operation of the core, for programs with a token.' },
  { name: 'description', description: 'What this program is, allows and offers.' },
];

/** One row of a path has the words of all of them. */
function demandWords(path: string, rows: readonly Row[]): PathWords {
  const [words, ...others] = rows.flatMap((row) => row.words ?? []);
  if (words !== undefined && others.length === 0) return words;
  throw new DocumentGap(
    `${path} has ${words === undefined ? 'no words' : 'words in several of its rows'} for the published document.`,
    'Give the words to one of its rows in src/server/routes/, and null to the others.',
  );
}

/** Composes the published document from the table of rows, their operations and their words. Throws `DocumentGap` when a path has no words. */
export function composeDocument(version: string): JsonSchema {
  const schemas = createSchemas();
  const rowsByPath = new Map<string, Row[]>();
  for (const row of routes) rowsByPath.set(row.path, [...(rowsByPath.get(row.path) ?? []), row]);
  const paths = [...rowsByPath].map(([path, rows]) => [
    path,
    composePath({ path, rows, words: demandWords(path, rows), schemas }),
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'ComfyUI Manager Desktop', version, license: { name: 'MIT', identifier: 'MIT' }, description },
    servers: [
      { url: '/', description: 'As programs call it.' },
      { url: '/api', description: "As ComfyUI's web UI calls it." },
    ],
    tags,
    security: [],
    paths: { ...Object.fromEntries(paths), ...composeDoorPaths() },
    components: {
      schemas: schemas.components,
      responses: { OtherFailure: otherFailure },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of the person.' },
        securityLevel: {
          type: 'apiKey',
          in: 'header',
          name: 'Security-Level',
          description: 'Makes the policy stricter for this request. It is no key: nothing is allowed by it.',
        },
      },
    },
  };
}

/** The document as the text of `docs/openapi.yaml`. */
export function writeDocument(version: string): string {
  const head =
    '# Generated from src/server and src/contract by `node scripts/openapi.mjs --write`: change those, not this file.\n';
  return head + stringify(composeDocument(version), { lineWidth: 0, aliasDuplicateObjects: false });
}
