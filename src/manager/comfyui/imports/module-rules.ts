import { msg, type MessageValue } from '../../../contract/text/message';
import { normaliseName } from '../../python/packages/packages';
import type { Evidence } from './import-evidence';
import {
  byHand,
  culprit,
  fixPack,
  installedFor,
  installPackages,
  restoreFiles,
  updatePack,
  type ImportFacts,
  type ImportRule,
  type WordedRemedy,
} from './import-rule';
import { likelyPackagesOf, packagesOf } from './module-packages';
import { readMissingModule } from './missing-name';

const ownModuleGone: ImportRule = {
  name: 'pack-module-missing',
  find(evidence, facts) {
    const module = readMissingModule(evidence);
    if (module === null) return null;
    // ComfyUI names a pack's module by its path, with another sign for each dot.
    const plainPath = evidence.path.replaceAll('.', '_x_');
    const isOwn =
      module.startsWith(plainPath) ||
      module.startsWith(`${evidence.path}.`) ||
      module.startsWith(`custom_nodes.${evidence.name}`);
    if (!isOwn) return null;
    const own = module.slice(module.startsWith(plainPath) ? plainPath.length : 0).replace(/^\./, '');
    const cause = msg`${evidence.name} lacks a part of itself: the module ${own === '' ? module : own}.`;
    return {
      cause,
      remedy: restoreFiles(evidence, facts),
    };
  },
};

/** Names that many packs, and ComfyUI itself, give to folders of their own. */
const commonNames = 'app|common|config|core|helpers|lib|libs|models|modules|nodes|scripts|src|tools|utils';
const inCommonModule = new RegExp(`No module named '((?:${commonNames})\\.[\\w.]+)'`);

const shadowed: ImportRule = {
  name: 'module-shadowed',
  find(evidence, facts) {
    const { message, name } = evidence;
    const [, wanted, first] = /No module named '([^']+)'; '([^']+)' is not a package/.exec(message) ?? [];
    const module = wanted ?? inCommonModule.exec(message)?.[1];
    if (module === undefined) return null;
    const found = first ?? module.split('.')[0] ?? module;
    const cause = msg`${culprit(evidence, facts)} asks for ${module}, and the module ${found} that Python found first is another one.`;
    const remedy = updatePack(evidence, facts);
    return {
      cause,
      remedy: remedy.kind === 'update-pack' ? remedy : byHand(msg`Rename the module ${found} of ${name}.`),
    };
  },
};

const foreignModule: ImportRule = {
  name: 'module-of-another-pack',
  find(evidence, facts) {
    const pattern = /cannot import name '([^']+)' from '([\w.]+)' \(.*custom_nodes[/\\]([^/\\]+)/;
    const [, wanted, module, pack] = pattern.exec(evidence.message) ?? [];
    if (wanted === undefined || module === undefined || pack === undefined || pack === evidence.name) return null;
    const cause = msg`${culprit(evidence, facts)} asks for ${wanted} of its module ${module}, and got the module ${module} of ${pack}.`;
    return {
      cause,
      remedy: byHand(msg`Disable ${pack} or ${evidence.name}, and tell the authors that both name a module ${module}.`),
    };
  },
};

const libraryModuleGone: ImportRule = {
  name: 'library-module-missing',
  find(evidence, facts) {
    const module = readMissingModule(evidence);
    if (module === null || !module.includes('.')) return null;
    const installed = installedFor(module, facts);
    if (installed === null) return null;
    const cause = msg`${culprit(evidence, facts)} was written for another version of ${installed.name}: it needs the module ${module}, which ${installed.name} ${installed.version} does not have.`;
    return { cause, remedy: updatePack(evidence, facts) };
  },
};

const brokenPackage: ImportRule = {
  name: 'package-broken',
  find(evidence, facts) {
    const module = readMissingModule(evidence);
    const installed = module === null ? null : installedFor(module, facts);
    if (module === null || installed === null) return null;
    const cause = msg`The package ${installed.name} ${installed.version} is installed, but its module ${module} is not there: the installation broke off.`;
    return {
      cause,
      remedy: byHand(msg`Install ${installed.name} again with pip and --force-reinstall, in ComfyUI's Python.`),
    };
  },
};

function missingRemedy(module: string, evidence: Evidence, facts: ImportFacts): WordedRemedy {
  const { name } = evidence;
  const { requirements, packages } = facts;
  if (likelyPackagesOf(module).some((known) => requirements.includes(known)))
    return fixPack(evidence, facts, msg`Reinstall the requirements of ${name}.`);
  const [known] = packagesOf(module);
  if (known !== undefined) return installPackages(known);
  // The name may be that of another thing on the index, so nothing is installed by it.
  const unmet = packages.size === 0 ? [] : requirements.filter((required) => !packages.has(required));
  if (unmet.length === 0)
    return byHand(
      msg`Look up on the page of ${name} which package brings ${module}, and install it in ComfyUI's Python.`,
    );
  const names = unmet.join(', ');
  const text =
    unmet.length === 1
      ? msg`Reinstall the requirements of ${name}: ${names} is not installed.`
      : msg`Reinstall the requirements of ${name}: ${names} are not installed.`;
  return fixPack(evidence, facts, text);
}

/** Whether the pack said that it needs this; empty when a package needs it, or the pack asks for nothing at all. */
function describeListing(module: string, { library }: Evidence, { requirements }: ImportFacts): MessageValue {
  if (library !== null || requirements.length === 0) return '';
  const isListed = likelyPackagesOf(module).some((name) => requirements.includes(name));
  return isListed ? msg`, although its requirements ask for it` : msg`, and its requirements do not ask for it`;
}

const absentModule: ImportRule = {
  name: 'module-missing',
  find(evidence, facts) {
    const module = readMissingModule(evidence);
    if (module === null) return null;
    const [known] = packagesOf(module);
    const from = known === undefined || known === normaliseName(module) ? '' : msg` of the package ${known}`;
    const listing = describeListing(module, evidence, facts);
    const cause = msg`${culprit(evidence, facts)} needs the module ${module}${from}, which is not installed${listing}.`;
    return { cause, remedy: missingRemedy(module, evidence, facts) };
  },
};

const metadataMissing: ImportRule = {
  name: 'package-missing',
  find(evidence, facts) {
    const wanted = /No package metadata was found for ([\w.-]+)|The '([\w.-]+)[^']*' distribution was not found/.exec(
      evidence.message,
    );
    const name = wanted?.[1] ?? wanted?.[2];
    if (name === undefined) return null;
    const cause = msg`${culprit(evidence, facts)} looks for the package ${name}, which is not installed.`;
    return { cause, remedy: missingRemedy(name, evidence, facts) };
  },
};

/** These stand above the rules for ComfyUI's and Python's own modules: where a module was looked for tells whose it is. */
export const rulesOfMixedUpModules: readonly ImportRule[] = [ownModuleGone, foreignModule, shadowed];
/** These stand below them: a module that is neither ComfyUI's nor Python's comes from a package. */
export const rulesOfMissingModules: readonly ImportRule[] = [
  libraryModuleGone,
  brokenPackage,
  absentModule,
  metadataMissing,
];
