import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DoctorReport } from '../../../../src/contract/python/doctor';
import { call } from '../../../bridge';

/** What is wrong with the environment. Below `python`, so that the end of the queue makes it old. */
export function useDoctor(): UseQueryResult<DoctorReport> {
  return useQuery({
    queryKey: ['python', 'doctor'],
    queryFn: () => call('python.doctor', {}),
    refetchOnMount: 'always',
  });
}
