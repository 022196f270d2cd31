import type { ImportDiagnosis, ImportFailure } from '../../../contract/comfyui/imports';
import type { Installation } from '../../../contract/installation';
import type { LocalPack } from '../../../contract/packs/local-packs';
import type { Python } from '../../python/python';
import { parseRequirement } from '../../python/requirements/requirement';
import { readRequirementTexts } from '../../python/requirements/requirement-text';
import { readEvidence, type Evidence } from './import-evidence';
import { type Finding, fixPack, type ImportFacts } from './import-rule';
import { msg, type Message, formatMessage } from '../../../contract/text/message';
import { importRules } from './import-rules';
import { readComfyVersion } from '../environment/version';

/** No rule knows this failure, so its own words are the best explanation there is. */
function describeUnknown({ type, message, name }: Evidence): Message {
  const [words = ''] = message.split('\n');
  const reason = [type, words.trim().replace(/\.+$/, '')].filter(Boolean).join(': ');
  return reason === '' ? msg`${name} failed to import and did not say why.` : msg`${name} stopped with: ${reason}.`;
}

/** A finding as it is sent: in English, with the sentences in parts beside it. */
function describeFinding({ cause, remedy }: Finding) {
  const { text, ...what } = remedy;
  return {
    cause: formatMessage(cause),
    remedy: { ...what, text: formatMessage(text) },
    words: { message: cause, remedy: text },
  };
}

/** Says why a pack failed and what would cure it. Pure. */
export function diagnose(failure: ImportFailure, facts: ImportFacts): ImportDiagnosis {
  const evidence = readEvidence(failure);
  for (const rule of importRules) {
    const finding = rule.find(evidence, facts);
    if (finding !== null) return { ...failure, ...describeFinding(finding), rule: rule.name };
  }
  const remedy = fixPack(
    evidence,
    facts,
    msg`Reinstall the requirements of ${failure.name}, which also brings missing files back.`,
  );
  return { ...failure, ...describeFinding({ cause: describeUnknown(evidence), remedy }), rule: null };
}

/** Where the facts come from. */
interface DiagnosisSources {
  installation: Pick<Installation, 'comfyDir'>;
  python: Pick<Python, 'environment' | 'frozenPackages'>;
  failures: () => Promise<readonly ImportFailure[]>;
  packs: () => Promise<readonly LocalPack[]>;
}

type CommonFacts = Pick<ImportFacts, 'comfyVersion' | 'pythonVersion' | 'packages'>;

/** An installation whose Python is missing or broken still tells what failed. */
async function readCommonFacts({ installation, python }: DiagnosisSources): Promise<CommonFacts> {
  const { comfyDir } = installation;
  const comfyVersion = comfyDir === null ? null : await readComfyVersion(comfyDir);
  try {
    const [{ pythonVersion }, frozen] = await Promise.all([python.environment(), python.frozenPackages()]);
    const packages = new Map([...frozen].map(([name, { version }]) => [name, version]));
    return { comfyVersion, pythonVersion, packages };
  } catch {
    return { comfyVersion, pythonVersion: null, packages: new Map() };
  }
}

/** Names that a pack's requirements ask for; a file that cannot be read asks for nothing here, and `fix` says why. */
async function readRequirementNames(packDir: string): Promise<string[]> {
  try {
    const lines = await readRequirementTexts(packDir);
    return lines.filter(({ isConstraint }) => !isConstraint).flatMap(({ text }) => parseRequirement(text).name ?? []);
  } catch {
    return [];
  }
}

/** Why packs failed to import at the last start, each with its cause and what would cure it. */
export function createDiagnoses(sources: DiagnosisSources): () => Promise<ImportDiagnosis[]> {
  return async () => {
    const failures = await sources.failures();
    if (failures.length === 0) return [];
    const [common, packs] = await Promise.all([readCommonFacts(sources), sources.packs()]);
    const sourceOf = (name: string) => packs.find((pack) => pack.enabled && pack.name === name)?.source ?? null;
    return Promise.all(
      failures.map(async (failure) => {
        const requirements = await readRequirementNames(failure.path);
        return diagnose(failure, { ...common, requirements, source: sourceOf(failure.name) });
      }),
    );
  };
}
