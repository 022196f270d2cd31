import { AppError } from '../../contract/errors';
import { msg, packMessage } from '../../contract/text/message';
import type { ImportDiagnosis, ImportFailure } from '../../contract/comfyui/imports';
import type { ManagerOperations } from '../../contract/operations';
import type { Areas } from '../areas';

/** The web UI shows people the traceback, so what it means stands before it. */
function toBulkItem(
  failure: ImportFailure | null,
  diagnoses: readonly ImportDiagnosis[],
): { error: string; traceback: string } | null {
  if (failure === null) return null;
  const found = diagnoses.find(({ path }) => path === failure.path);
  const meaning = found === undefined ? [] : [found.cause, found.remedy?.text ?? ''];
  const traceback = [meaning.join(' ').trim(), failure.traceback].filter(Boolean).join('\n\n');
  return { error: failure.msg.split('\n', 1)[0] ?? failure.msg, traceback };
}

function needsName(): AppError {
  return new AppError('invalid-input', msg`The request names no pack.`, {
    remedy: msg`Send \`cnr_id\` or \`url\` (\`cnr_ids\` or \`urls\` in the bulk form).`,
  });
}

function noFailure(name: string): AppError {
  return new AppError('import-failure-not-found', msg`No import failure is known of "${packMessage(name)}".`, {
    remedy: msg`It was imported, or ComfyUI has not been started since it was installed.`,
  });
}

/** Why packs did not import at ComfyUI's last start. */
export function createImportFailureOperations({
  packs,
  comfy,
  diagnoses,
}: Pick<Areas, 'packs' | 'comfy' | 'diagnoses'>): Pick<
  ManagerOperations,
  'packs.importFailure' | 'packs.importFailures'
> {
  return {
    'packs.importFailure': async ({ cnr_id: cnrId, url }) => {
      const name = cnrId || url;
      if (!name) throw needsName();
      const failure = await comfy.importFailure(cnrId ? { cnrId } : { url: name }, await packs.list());
      if (failure === null) throw noFailure(name);
      return failure;
    },
    'packs.importFailures': async ({ cnr_ids: ids, urls }) => {
      if (!ids?.length && !urls?.length) throw needsName();
      const [find, known] = await Promise.all([comfy.importFailures(await packs.list()), diagnoses()]);
      const byId = (ids ?? []).map((cnrId) => [cnrId, toBulkItem(find({ cnrId }), known)] as const);
      const byUrl = (urls ?? []).map((url) => [url, toBulkItem(find({ url }), known)] as const);
      return Object.fromEntries([...byId, ...byUrl]);
    },
  };
}
