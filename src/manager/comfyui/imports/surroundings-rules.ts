import { without } from './import-evidence';
import { msg } from '../../../contract/text/message';
import { byHand, culprit, disablePack, fixPack, updatePack, type ImportRule } from './import-rule';

/** Libraries that ask on behalf of others. */
const clients = ['aiohttp', 'httpcore', 'httpx', 'huggingface_hub', 'requests', 'torch', 'urllib3'];

const certificate: ImportRule = {
  name: 'certificate-refused',
  find(full, facts) {
    const evidence = without(full, ...clients);
    if (!/CERTIFICATE_VERIFY_FAILED|certificate verify failed/.test(evidence.message)) return null;
    const host = /host=['"]([\w.-]+)['"]/.exec(evidence.message)?.[1] ?? msg`a server`;
    return {
      cause: msg`${culprit(evidence, facts)} asks ${host} while it is imported, and its certificate was refused.`,
      remedy: byHand(
        msg`Check the date of this machine, and whether a proxy or virus scanner opens its connections; then update the package certifi.`,
      ),
    };
  },
};

const hubRefused: ImportRule = {
  name: 'download-refused',
  find(full, facts) {
    const evidence = without(full, ...clients);
    const { message, type } = evidence;
    const status = /(?:^|\b)(401|403) (?:Client Error|Forbidden|Unauthorized)|HTTP Error (401|403)/.exec(message);
    if (status === null && type !== 'GatedRepoError' && !/Access to model \S+ is restricted/.test(message)) return null;
    const address =
      /for url: (?:https?:\/\/)([\w.-]+)/.exec(message)?.[1] ??
      (type === 'GatedRepoError' ? 'Hugging Face' : msg`a server`);
    return {
      cause: msg`${culprit(evidence, facts)} downloads something while it is imported, and ${address} refused it to this account.`,
      remedy: byHand(
        msg`Accept the terms on the page of that model, log in with a token that may read it, and start ComfyUI again.`,
      ),
    };
  },
};

const network: ImportRule = {
  name: 'network-failed',
  find(full, facts) {
    const evidence = without(full, ...clients);
    const { message, type } = evidence;
    const isKind =
      /^(?:ConnectionError|ConnectTimeout|ReadTimeout|ConnectTimeoutError|NewConnectionError|MaxRetryError|URLError|gaierror|LocalEntryNotFoundError|ProxyError|ClientConnectorError)$/.test(
        type,
      );
    if (
      !isKind &&
      !/Max retries exceeded|Temporary failure in name resolution|getaddrinfo failed|Connection refused|Network is unreachable|timed out/.test(
        message,
      )
    )
      return null;
    const host = /host=['"]([\w.-]+)['"]/.exec(message)?.[1] ?? /https?:\/\/([\w.-]+)/.exec(message)?.[1];
    const whom = host === undefined ? msg`a server` : host;
    return {
      cause: msg`${culprit(evidence, facts)} asks ${whom} while it is imported, and got no answer.`,
      remedy: byHand(msg`Check the network, proxy and mirror of this machine, and start ComfyUI again.`),
    };
  },
};

const missingKey: ImportRule = {
  name: 'key-missing',
  find(evidence, facts) {
    const { message, type } = evidence;
    const variable =
      (type === 'KeyError' ? /^'([A-Z][A-Z0-9_]{3,})'/.exec(message)?.[1] : undefined) ??
      /\b([A-Z][A-Z0-9]*_(?:API_)?(?:KEY|TOKEN|SECRET))\b/.exec(message)?.[1];
    if (variable === undefined && !/api[_ ]key/i.test(message)) return null;
    const what = variable === undefined ? msg`the key of a service` : msg`the environment variable ${variable}`;
    return {
      cause: msg`${culprit(evidence, facts)} needs ${what}, which is not set.`,
      remedy: byHand(
        msg`Set ${variable ?? msg`the key as the page of ${evidence.name} says`} in the environment that this app is started from.`,
      ),
    };
  },
};

const encoding: ImportRule = {
  name: 'text-encoding',
  find(evidence, facts) {
    const codec = /'([\w-]+)' codec can't (?:decode|encode)/.exec(evidence.message)?.[1];
    if (codec === undefined) return null;
    if (/^utf-?8$/i.test(codec))
      return {
        cause: msg`${culprit(evidence, facts)} reads a file as UTF-8 that is written otherwise or damaged.`,
        remedy: updatePack(evidence, facts),
      };
    return {
      cause: msg`${culprit(evidence, facts)} reads a file with signs that the system's own encoding (${codec}) does not have.`,
      remedy: byHand(msg`Set the environment variable PYTHONUTF8 to 1, and start this app again.`),
    };
  },
};

const routeTaken: ImportRule = {
  name: 'route-taken',
  find(evidence) {
    const [, method, route] =
      /Added route will never be executed, method (\w+) is already registered/.exec(evidence.message) ?? [];
    const frozen = /Cannot register a resource into frozen router/.test(evidence.message);
    if (method === undefined && !frozen) return null;
    const which = route === undefined ? msg`an address` : route;
    return {
      cause: msg`${evidence.name} registers ${which} that another pack, or a second copy of it, has registered already.`,
      remedy: disablePack(msg`Disable ${evidence.name}, or its second copy.`),
    };
  },
};

const noClasses: ImportRule = {
  name: 'no-node-classes',
  find({ message, name }) {
    if (!/module for custom nodes due to the lack of/.test(message)) return null;
    return {
      cause: msg`${name} defines no nodes: it has neither NODE_CLASS_MAPPINGS nor comfy_entrypoint.`,
      remedy: disablePack(msg`Disable ${name}, unless another pack needs its files.`),
    };
  },
};

const prestartup: ImportRule = {
  name: 'prestartup-failed',
  find(evidence, facts) {
    const { text, name } = evidence;
    const reason = /Its prestartup script had failed before: (.+)/.exec(text)?.[1];
    if (reason === undefined) return null;
    return {
      cause: msg`The prestartup script of ${name} failed first: ${reason}.`,
      remedy: fixPack(
        evidence,
        facts,
        msg`Reinstall the requirements of ${name}, which also brings missing files back.`,
      ),
    };
  },
};

/** Servers, keys, and ComfyUI around the pack. */
export const rulesOfSurroundings: readonly ImportRule[] = [
  ...[noClasses, certificate, hubRefused, network, encoding, routeTaken, missingKey],
];
/** What went wrong before the import, when nothing else explains it. */
export const rulesOfEarlier: readonly ImportRule[] = [prestartup];
