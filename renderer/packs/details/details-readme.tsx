import { ExternalLink } from 'lucide-react';
import { t } from 'i18next';
import type { PackReadme } from '../../../src/contract/pack-details';
import { Button } from '../../components/button';
import { ForeignText } from '../../components/markdown/foreign-text';
import { openLink } from '../../state/queue/actions';
import { usePackReadme } from './pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import { DetailsGallery } from './details-gallery';
import { findPictures } from './readme-pictures';
import { DetailsAge, DetailsEmpty, DetailsFailed, DetailsWaiting } from './details-parts';

function isMarkdown(name: string): boolean {
  return !/\.(?:rst|txt)$/iu.test(name);
}

function ReadmeText({ file, linkBase }: { file: NonNullable<PackReadme['file']>; linkBase: string | null }) {
  if (!isMarkdown(file.name)) {
    return <pre className="font-mono text-sm break-words whitespace-pre-wrap text-soft select-text">{file.text}</pre>;
  }
  return <ForeignText text={file.text} linkBase={linkBase} onOpen={openLink} />;
}

/** The readme of a pack: its own file, else that of its repository. */
export function DetailsReadme({ record }: { record: PackRecord }) {
  const { query, askAgain } = usePackReadme(record);
  const { data, error, isFetching } = query;
  if (data === undefined && error !== null) {
    return <DetailsFailed title={t('details.readmeFailed')} error={error} onRetry={askAgain} />;
  }
  if (data === undefined) return <DetailsWaiting words={t('details.readmeLoading')} />;
  const { file, linkBase } = data;
  const page = record.repository;
  return (
    <>
      <DetailsAge {...data} isAsking={isFetching} onAsk={askAgain} />
      {file === null ? (
        <DetailsEmpty>{t('details.noReadme')}</DetailsEmpty>
      ) : (
        <div data-testid="readme" className="px-4 py-3">
          <DetailsGallery urls={findPictures(file.text, linkBase)} />
          <ReadmeText file={file} linkBase={linkBase} />
          {file.isCut && (
            <p className="mt-4 border-t border-border pt-3 text-muted">
              {t('details.readmeCut')}{' '}
              {page !== null && (
                <Button size="small" icon={<ExternalLink size={13} />} onClick={() => openLink(page)}>
                  {t('actions.repository')}
                </Button>
              )}
            </p>
          )}
        </div>
      )}
    </>
  );
}
