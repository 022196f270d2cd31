import type { Evidence } from './import-evidence';
import { msg } from '../../../contract/text/message';
import {
  comfyName,
  culprit,
  updateComfy,
  updatePack,
  type ImportFacts,
  type ImportRule,
  type WordedRemedy,
} from './import-rule';
import { readMissingModule } from './missing-name';

/** Modules of ComfyUI's own code. */
const ofComfy =
  /^(?:comfy(?:_api|_api_nodes|_config|_execution|_extras)?|nodes|folder_paths|server|execution|node_helpers|latent_preview|cuda_malloc|comfyui_version|app|api_server|middleware)(?:\.|$)/;

/** Modules that came with newer versions of ComfyUI; what lacks them is too old for the pack. */
const newInComfy =
  /^(?:comfy_api|comfy_api_nodes|comfy_config|comfy_execution|comfyui_version|comfy\.comfy_types|comfy\.weight_adapter)(?:\.|$)/;

function comfyRemedy(module: string, evidence: Evidence, facts: ImportFacts): WordedRemedy {
  if (newInComfy.test(module)) return updateComfy(msg`Update ComfyUI.`);
  const remedy = updatePack(evidence, facts);
  return remedy.kind === 'update-pack'
    ? { ...remedy, text: msg`Update ${evidence.name}; when there is nothing newer, update ComfyUI.` }
    : remedy;
}

const comfyNameGone: ImportRule = {
  name: 'comfyui-name-missing',
  find(evidence, facts) {
    const { message } = evidence;
    const [, name, from] = /cannot import name '([^']+)' from '([\w.]+)'/.exec(message) ?? [];
    const [, of, attribute] = /module '([\w.]+)' has no attribute '([^']+)'/.exec(message) ?? [];
    const gone = name ?? attribute;
    const module = from ?? of ?? '';
    if (gone === undefined || !ofComfy.test(module)) return null;
    // A file of the same name in a pack's folder may stand before ComfyUI's own.
    if (/custom_nodes/.test(message)) return null;
    const cause = msg`${culprit(evidence, facts)} was written for another version of ComfyUI: it needs ${gone} of ${module}, which ${comfyName(facts)} does not have.`;
    return { cause, remedy: comfyRemedy(module, evidence, facts) };
  },
};

const comfyModuleGone: ImportRule = {
  name: 'comfyui-module-missing',
  find(evidence, facts) {
    const module = readMissingModule(evidence);
    if (module === null || !ofComfy.test(module)) return null;
    const cause = msg`${culprit(evidence, facts)} was written for another version of ComfyUI: it needs the module ${module}, which ${comfyName(facts)} does not have.`;
    return { cause, remedy: comfyRemedy(module, evidence, facts) };
  },
};

/** What ComfyUI's own code lacks. */
export const rulesOfComfy: readonly ImportRule[] = [comfyNameGone, comfyModuleGone];
