import { t } from 'i18next';
import { Fact } from '../components/fact';
import type { FoundModel } from '../../src/contract/found-models';
import { type KnownModel, type LocalModel, type ModelNote, modelNotes } from '../../src/contract/models';
import type { ModelRecord } from './model-record';
import { UsedByFact } from './used-by';
import { formatCount, formatList, formatWhen } from '../texts/formatting';
import { hostNames } from './online/found-words';
import { sizeOf } from './size-words';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { call } from '../bridge';
import { Button } from '../components/button';
import { FactLink } from '../components/fact-link';
import { openLink } from '../state/queue/actions';
import { describeError } from '../texts/core-sentences';

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
function LookUp({ path }: { path: string }) {
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

type FactName =
  | 'type'
  | 'base'
  | 'precision'
  | 'size'
  | 'file'
  | 'target'
  | 'changed'
  | 'hash'
  | 'address'
  | 'source'
  | 'downloads'
  | 'updated'
  | ModelNote;
interface KnownFact {
  name: FactName;
  text: string;
  /** To be read letter by letter. */
  isExact?: boolean;
}

function factsOfFile({ path, install_date: changed, hash }: LocalModel): KnownFact[] {
  return [
    { name: 'file', text: path, isExact: true },
    { name: 'changed', text: changed === null ? '' : formatWhen(Date.parse(changed), Date.now()) },
    { name: 'hash', text: hash ?? '', isExact: true },
  ];
}

function factsOfFound({ source, sha256, licence, downloads, updatedAt }: FoundModel): KnownFact[] {
  return [
    { name: 'source', text: hostNames[source] },
    { name: 'license', text: licence ?? '' },
    { name: 'downloads', text: downloads === null ? '' : formatCount(downloads) },
    { name: 'updated', text: updatedAt === null ? '' : formatWhen(Date.parse(updatedAt), Date.now()) },
    { name: 'hash', text: sha256 ?? '', isExact: true },
  ];
}

/** What is known of a model, in the order in which a person asks. */
function factsOf(record: ModelRecord): KnownFact[] {
  const { listed, file, found, type, base, precision, isTooDear, notes } = record;
  const target: KnownFact = { name: 'target', text: listed?.targetDir ?? '', isExact: true };
  const facts: KnownFact[] = [
    { name: 'type', text: type },
    { name: 'base', text: base },
    { name: 'precision', text: isTooDear ? t('models.headerTooDear') : precision },
    { name: 'size', text: sizeOf(record) },
    ...modelNotes.map((name) => ({ name, text: notes[name] ?? '' })),
    ...(file === null ? [target] : factsOfFile(file)),
    ...(found === null || file !== null ? [] : factsOfFound(found)),
    { name: 'address', text: listed?.url ?? '', isExact: true },
  ];
  return facts.filter(({ text }) => text !== '');
}

/** What is known of a model, name by name. */
export function ModelFacts({ record }: { record: ModelRecord }) {
  const known = factsOf(record);
  return (
    <dl className="px-4">
      {known.map(({ name, text, isExact }) => (
        <Fact key={name} name={t(`models.facts.${name}`)}>
          {isExact === true ? <span className="font-mono text-sm leading-5 wrap-anywhere">{text}</span> : text}
        </Fact>
      ))}
      {record.file !== null && record.file.hash !== null && (
        <Fact name={t('models.lookUp.name')}>
          <LookUp key={record.file.path} path={record.file.path} />
        </Fact>
      )}
      {record.uses !== null && (
        <Fact name={t('usedBy.name')}>
          <UsedByFact uses={record.uses} />
        </Fact>
      )}
    </dl>
  );
}
