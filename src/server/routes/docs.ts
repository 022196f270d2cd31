import { fileRow, type Row } from '../http/route-row';

/** What the page consists of is large, and is loaded when somebody reads it. */
const loadParts = async () => (await import('../docs/parts')).docsParts;

/** The description of this API, for people and for programs. */
export const docsRoutes: readonly Row[] = [
  fileRow('/v2/docs', async () => (await loadParts()).page),
  fileRow('/v2/docs/openapi.yaml', async () => (await loadParts()).document),
  fileRow('/v2/docs/page.js', async () => (await loadParts()).script),
  fileRow('/v2/docs/swagger-ui.js', async () => (await loadParts()).viewer),
  fileRow('/v2/docs/swagger-ui.css', async () => (await loadParts()).style),
];
