import { fileRow, type Row } from '../http/route-row';
import { unchanged, type PathWords } from '../http/path-words';

function docsWords(summary: string, body: string): PathWords {
  const answers = { 200: { description: 'The file.', body }, ...unchanged };
  const difference = 'Not in the reference, which does not describe itself.';
  return {
    tag: 'description',
    summary,
    description: 'Answers also while no installation is open.',
    answers,
    difference,
  };
}

/** The document is large, and is loaded when somebody reads it. */
const loadParts = async () => (await import('../docs/parts')).docsParts;

/** The description of this API, for people and for programs. */
export const docsRoutes: readonly Row[] = [
  fileRow(
    '/v2/docs',
    async () => (await loadParts()).page,
    docsWords('A page that leads to this document', 'text/html'),
  ),
  fileRow(
    '/v2/docs/openapi.yaml',
    async () => (await loadParts()).document,
    docsWords('This document', 'application/yaml'),
  ),
];
