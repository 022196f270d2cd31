// The thread that reads beside, from our sources as they are: what a build puts beside its code.
import { URL } from 'node:url';
import { register } from 'tsx/esm/api';

register();
// By an address: no room may know the top.
await import(new URL('../../manager/reader-thread.ts', import.meta.url).href);
