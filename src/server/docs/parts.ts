import viewer from '@fastify/swagger-ui/static/swagger-ui-bundle.js?raw';
import style from '@fastify/swagger-ui/static/swagger-ui.css?raw';
import openapi from '../../../docs/openapi.yaml?raw';
import { answerFile } from '../http/cached-answer';
import { withPolicy, writePagePolicy } from '../http/own-page';

// Everything is part of the bundle: no folder to find in a packaged app, and nothing fetched from elsewhere.

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ComfyUI Manager Desktop: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<noscript>This page needs scripts. The description itself: <a href="docs/openapi.yaml">openapi.yaml</a>.</noscript>
<div id="api"></div>
<script src="docs/swagger-ui.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
`;

const script = `SwaggerUIBundle({
  dom_id: '#api',
  url: 'docs/openapi.yaml',
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/** Everything comes from this server, and the page talks to no other. The viewer needs no inline script and no inline style. */
const policy = writePagePolicy("script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'");

const javascript = 'text/javascript; charset=utf-8';

/** The page on which people browse the API and try it, the document it shows, and what draws it. */
export const docsParts = {
  page: withPolicy(answerFile(Buffer.from(page), 'text/html; charset=utf-8'), policy),
  document: answerFile(Buffer.from(openapi), 'application/yaml; charset=utf-8'),
  script: answerFile(Buffer.from(script), javascript),
  viewer: answerFile(Buffer.from(viewer), javascript),
  style: answerFile(Buffer.from(style), 'text/css; charset=utf-8'),
};
