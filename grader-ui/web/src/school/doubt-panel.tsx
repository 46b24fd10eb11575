import type { Doubt } from '../../../api/school.ts'
import { Key } from '../parts/key.tsx'
import { t } from '../text.ts'
import { isAnywhere, isOneKey, PAGE_GOES, type Choice } from './doubt-choices.ts'
import { FieldCrop } from './field-crop.tsx'

interface Props {
  readonly doubt: Doubt; readonly choices: readonly Choice[]; readonly typed: string
  /** What Enter writes; null: nothing. */
  readonly confirmed: string | null
  readonly onType: (typed: string) => void; readonly onAnswer: (value: string) => void
}

const shown = (value: string): string => (value === '' ? t('emptyValue') : value)

function question({ kind, task }: Doubt): string {
  switch (kind) {
    case 'code': return t('askCode')
    case 'score': return t('askScore', { task: task ?? '' })
    case 'total': return t('askTotal')
    case 'mark': return t('askMark')
    case 'variant': return t('askVariant')
    case 'page': return t('askPage')
  }
}

function help(doubt: Doubt): string {
  if (doubt.kind === 'page') return t('helpPage')
  if (isAnywhere(doubt)) return t(isOneKey(doubt) ? 'helpAnywhere' : 'helpAnywhereTyped')
  if (doubt.kind === 'code') return t('helpCode')
  if (doubt.kind === 'score') return isOneKey(doubt) ? t('helpScore') : t('helpTyped')
  return isOneKey(doubt) ? t('helpOneKey') : t('helpTyped')
}

/** One question: the field enlarged, what was read there and why it is doubtful, and all there is to answer. */
export function DoubtPanel({ doubt, choices, typed, confirmed, onType, onAnswer }: Props) {
  const place = [doubt.formTitle, doubt.formPage && t('formPage', { n: doubt.formPage }), doubt.participantCode && t('workOf', { code: doubt.participantCode }), t('pageOf', { name: doubt.fileName, n: doubt.filePage })]
  const isPage = doubt.kind === 'page'
  return (
    <>
      <h1>{question(doubt)}</h1>
      <p class="muted place">{place.filter(Boolean).join(' · ')}</p>
      {!isAnywhere(doubt) && <FieldCrop doubt={doubt} />}
      {!isAnywhere(doubt) && <p class="answer">{t('readAs')} <output>{doubt.value === '' && (doubt.kind === 'code' || doubt.kind === 'variant') ? t('readNothing') : shown(doubt.value)}</output></p>}
      {doubt.reasons.length > 0 && <ul class="reasons">{doubt.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
      {!isPage && !isOneKey(doubt) && (
        <form class="typed" onSubmit={(event) => { event.preventDefault(); if (confirmed !== null) onAnswer(confirmed) }}>
          <label>{t('typeOther')}<input value={typed} inputMode="numeric" autocomplete="off" maxLength={20} onInput={(event) => onType(event.currentTarget.value.replace(/\D/g, ''))} /></label>
        </form>
      )}
      {choices.length > 0 && (
        <div class="candidates" role="group" aria-label={t('candidates')}>
          {choices.map(({ value, key }) => (
            <button type="button" key={value} class={value === doubt.value ? 'likely' : undefined} onClick={() => onAnswer(value)}>
              {shown(value)}{key !== '' && key !== value && <Key>{key === 'Space' ? t('keySpace') : key}</Key>}
            </button>
          ))}
        </div>
      )}
      <div class="actions">
        {confirmed !== null && (
          <button type="button" class="main" onClick={() => onAnswer(confirmed)}>
            {isPage ? t('keepPage') : typed ? t('write', { value: typed }) : t('confirm', { value: shown(doubt.value) })} <Key>Enter</Key>
          </button>
        )}
        {(isPage || doubt.kind === 'code') && <button type="button" onClick={() => onAnswer(PAGE_GOES)}>{t(isPage ? 'discard' : 'discardPage')} <Key>Del</Key></button>}
      </div>
      <p class="muted help">{help(doubt)}</p>
    </>
  )
}
