import { fileRow, type Row } from '../http/route-row';
import { unchanged, type PathWords } from '../http/path-words';

function docsWords(summary: string, body: string): PathWords {
  const answers = { 200: { description: 'The file.', body }, ...unchanged };
  const difference = 'Not in the reference, which has no page of its own.';
  return {
    tag: 'description',
    summary,
    description: 'Answers also while no installation is open.',
    answers,
    difference,
  };
}

/** What the page consists of is large, and is loaded when somebody reads it. */
const loadParts = async () => (await import('../docs/parts')).docsParts;

/** The description of this API, for people and for programs. */
export const docsRoutes: readonly Row[] = [
  fileRow(
    '/v2/docs',
    async () => (await loadParts()).page,
    docsWords('A page to browse and try this API', 'text/html'),
  ),
  fileRow(
    '/v2/docs/openapi.yaml',
    async () => (await loadParts()).document,
    docsWords('This document', 'application/yaml'),
  ),
  fileRow('/v2/docs/page.js', async () => (await loadParts()).script, docsWords('Part of the page', 'text/javascript')),
  fileRow(
    '/v2/docs/swagger-ui.js',
    async () => (await loadParts()).viewer,
    docsWords('Part of the page', 'text/javascript'),
  ),
  fileRow('/v2/docs/swagger-ui.css', async () => (await loadParts()).style, docsWords('Part of the page', 'text/css')),
];
