import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { ReportCard } from './report-card';
import { WaitingCard } from './waiting-card';

/**
 * What waits for a restart, and what the last one brought. It stands in the room that the rail leaves between its places and its foot, so nothing
 * moves when it comes or goes.
 */
export function RestartSlot() {
  const status = useComfyStatus().data;
  if (status === undefined) return null;
  const { count, report } = status.restart;
  return (
    <>
      {report !== null && <ReportCard report={report} />}
      {count > 0 && <WaitingCard status={status} />}
    </>
  );
}
