import type { DoctorReport } from '../../contract/python/doctor';
import type { Areas } from '../areas';
import { readTorch } from '../comfyui/environment/torch-family';
import type { DoctorQuestion } from '../python/doctor/doctor';
import { findNvidiaCard } from '../python/doctor/find-nvidia';

/** What is wrong with the environment, and which of the packages that have to fit torch are there. From files alone. Throws `environment-missing`. */
export async function examineEnvironment({ python }: Pick<Areas, 'python'>): Promise<DoctorReport> {
  return python.reports.examine(async (torch): Promise<DoctorQuestion> => {
    const [build, card] = await Promise.all([torch === undefined ? null : readTorch(torch), findNvidiaCard()]);
    if (build === null) return { torch: null, card };
    const { accelerator } = build;
    return { torch: accelerator === 'cuda' || accelerator === 'cpu' ? accelerator : 'other', card };
  });
}
