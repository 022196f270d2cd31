import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Forecast } from '../../../src/contract/library/forecast';
import { call } from '../../bridge';
import { localPacksQuery } from '../packs/pack-queries';
import { requestPack } from '../packs/request-pack';
import { usePacks, usePackTitle } from '../packs/use-packs';
import { openLink } from '../queue/actions';
import { useReleases } from './releases';

/** What another version of ComfyUI would do to the packs, and what can be done about it. */
export interface ForecastState {
  query: UseQueryResult<Forecast>;
  /** The title of a pack by its folder. */
  titleOf: (name: string) => string;
  disable: (key: string) => void;
  openLink: (address: string) => void;
}

/** Asks for the forecast of a version; null asks for none. It is asked anew when other packs are enabled, or when another version is checked out. */
export function useForecast(version: string | null): ForecastState {
  const { packIndex } = usePacks();
  const titleOf = usePackTitle();
  const locals = useQuery(localPacksQuery).data?.packs ?? [];
  const enabled = locals
    .flatMap(({ key, enabled: isEnabled, version: of }) => (isEnabled ? [`${key} ${of}`] : []))
    .sort();
  const current = useReleases().data?.current.commit;
  const query = useQuery({
    queryKey: ['comfyui', 'forecast', version, current, enabled],
    queryFn: () => call('comfyui.forecast', { ver: version ?? '' }),
    enabled: version !== null && current !== undefined,
    // A pack that was just disabled must not make the others flicker.
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return {
    ...{ query, titleOf, openLink },
    disable: (key) => {
      const record = packIndex.findByKey(key);
      if (record !== undefined) void requestPack(record, { kind: 'disable' });
    },
  };
}
