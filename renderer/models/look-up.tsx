import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { t } from 'i18next';
import type { KnownModel } from '../../src/contract/models';
import { call } from '../bridge';
import { Button } from '../components/button';
import { FactLink } from '../components/fact-link';
import { openLink } from '../state/queue/actions';
import { describeError } from '../texts/core-sentences';
import { formatList } from '../texts/formatting';

function Known({ known: { name, version, base, page, triggers } }: { known: KnownModel }) {
  return (
    <div data-testid="model-known">
      <FactLink url={page} onOpen={openLink}>
        {[name, version].join(' · ')}
      </FactLink>
      {base !== null && <p className="text-muted">{base}</p>}
      {triggers.length > 0 && <p>{t('models.lookUp.triggers', { words: formatList(triggers) })}</p>}
    </div>
  );
}

function Refused({ text, remedy }: ReturnType<typeof describeError>) {
  return (
    <p className="mt-1">
      <span className="text-red-text">{text}</span> {remedy}
    </p>
  );
}

/** What Civitai calls a file. It is asked on a press: nobody learns which models somebody has without that. */
export function LookUp({ path }: { path: string }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['models', 'lookup', path],
    queryFn: () => call('models.lookup', { path }),
    enabled: false,
    staleTime: Infinity,
  });
  if (data?.known != null) return <Known known={data.known} />;
  return (
    <>
      <Button
        size="small"
        icon={<Search size={13} />}
        title={t('models.lookUp.told')}
        data-testid="model-look-up"
        waitsFor={isFetching ? t('models.lookUp.asking') : undefined}
        onClick={() => void refetch()}
      >
        {t('models.lookUp.ask')}
      </Button>
      {data?.known === null && <p className="mt-1 text-muted">{t('models.lookUp.unknown')}</p>}
      {error && <Refused {...describeError(error)} />}
    </>
  );
}
