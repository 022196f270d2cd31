import { FolderX, TriangleAlert } from 'lucide-react';
import { formatSentence } from '../texts/core-sentences';
import { wordsOf } from '../../src/contract/text/message';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { Recognition } from '../../src/contract/installation';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { Notice } from '../components/feedback/notice';

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[96px_1fr] gap-3 py-1">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 font-mono text-sm leading-5 break-all text-soft selectable">{children}</dd>
    </div>
  );
}

interface FoundFolderProps {
  folder: string;
  recognition: Recognition;
  isOpening: boolean;
  onOpen: (folder: string) => void;
  onSelect: (folder: string) => void;
}

type Recognised = Extract<Recognition, { recognised: true }>;

function Recognised({ recognition, isOpening, onOpen, folder }: FoundFolderProps & { recognition: Recognised }) {
  const { installation, summary } = recognition;
  return (
    <section className="mt-5 animate-rise rounded-panel border border-border bg-raised">
      <div className="flex items-center gap-2 border-b border-border px-4 py-3">
        <p className="min-w-0 flex-1 font-medium text-pretty">{summary}</p>
        <Chip tone="accent">{t(`kinds.${installation.kind}`)}</Chip>
      </div>
      <dl className="px-4 py-2.5">
        <Line name={t('onboarding.folder')}>{folder}</Line>
        <Line name={t('onboarding.python')}>{installation.interpreter ?? t('onboarding.noPython')}</Line>
        <Line name={t('onboarding.packsFolder')}>{installation.customNodesDir}</Line>
        <Line name={t('onboarding.userFolder')}>{installation.userDir}</Line>
      </dl>
      <div className="flex items-center justify-end gap-3 border-t border-border px-4 py-3">
        {installation.interpreter === null && (
          <p className="mr-auto flex items-center gap-2 text-sm text-amber-text">
            <TriangleAlert aria-hidden size={15} className="shrink-0" />
            {t('onboarding.noPythonText')}
          </p>
        )}
        <Button tone="primary" disabled={isOpening} onClick={() => onOpen(folder)}>
          {isOpening ? t('onboarding.opening') : t('onboarding.open')}
        </Button>
      </div>
    </section>
  );
}

/** The folder that was meant, one press away. */
function UseInstead({ folder, onSelect }: Pick<FoundFolderProps, 'folder' | 'onSelect'>) {
  return (
    <Button tone="primary" size="small" title={folder} onClick={() => onSelect(folder)}>
      {t('onboarding.useThis')}
    </Button>
  );
}

/** What a chosen folder turned out to be. */
export function FoundFolder(props: FoundFolderProps) {
  const { recognition, folder } = props;
  if (recognition.recognised) return <Recognised {...props} recognition={recognition} />;
  const words = wordsOf(recognition);
  return (
    <div className="mt-5 animate-rise">
      <Notice
        isAlert
        tone="amber"
        icon={<FolderX size={16} />}
        title={t('onboarding.refused')}
        text={formatSentence(words?.message ?? recognition.reason)}
        remedy={formatSentence(words?.remedy ?? recognition.suggestion)}
      >
        <span className="basis-full font-mono text-xs break-all text-muted selectable">{folder}</span>
        {recognition.folder !== null && <UseInstead folder={recognition.folder} onSelect={props.onSelect} />}
      </Notice>
    </div>
  );
}
