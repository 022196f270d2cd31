#!/usr/bin/env node
import { whyNodeIsTooOld } from './node-age';

// Everything else is loaded only now: on an older Node already that ends with a stack.
const reason = whyNodeIsTooOld(process.versions.node);
if (reason === null) {
  const { main } = await import('./main');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
