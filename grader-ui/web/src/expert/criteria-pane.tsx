import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ExpertCriteria } from '../../../api/expert.ts'
import { get } from '../api-client.ts'
import { t } from '../text.ts'

type Variant = ExpertCriteria['variants'][number]

const OPEN = 'sverka-criteria-open'
const isOpen = signal(localStorage.getItem(OPEN) === 'yes')
/** Whether the criteria stand beside the page; kept in this browser. */
export const criteriaOpen = (): boolean => isOpen.value
export const toggleCriteria = (): void => { isOpen.value = !isOpen.value; localStorage.setItem(OPEN, isOpen.value ? 'yes' : 'no') }

const known = signal<ReadonlyMap<string, ExpertCriteria>>(new Map())

/** The criteria of one heap's variant: one's own, or the only ones there are; undefined while unknown, null when none are attached. */
export function useCriteria(batch: string | undefined, variant: string | null | undefined): Variant | null | undefined {
  useEffect(() => {
    if (batch === undefined || known.peek().has(batch)) return
    get<ExpertCriteria>(`/api/expert/batches/${batch}/criteria`).then((criteria) => { known.value = new Map(known.peek()).set(batch, criteria) }, () => undefined)
  }, [batch])
  const all = batch === undefined ? undefined : known.value.get(batch)?.variants
  if (!all) return undefined
  return all.find((one) => one.variant === variant) ?? (all.length === 1 ? all[0]! : null)
}

const placeOf = (batch: string, variant: string, task: string): string => `sverka-criteria:${batch}:${variant}:${task}`

/** The page of a task: where this expert has last looked for it, else where the commission says, else the one that is open. */
const pageOf = (batch: string, { variant, tasks }: Variant, task: string): number | null => Number(localStorage.getItem(placeOf(batch, variant, task)) ?? tasks[task] ?? 0) || null

/** The criteria beside the work, at the page of the current task; leafing on teaches it where the task's criteria stand. */
export function CriteriaPane({ batch, criteria, task }: { batch: string; criteria: Variant; task: string | undefined }) {
  const page = useSignal(1)
  useEffect(() => {
    const wanted = task === undefined ? null : pageOf(batch, criteria, task)
    if (wanted !== null) page.value = Math.min(wanted, criteria.pages.length)
  }, [task, criteria])
  const leaf = (to: number): void => {
    page.value = to
    if (task !== undefined) localStorage.setItem(placeOf(batch, criteria.variant, task), String(to))
  }
  const shown = criteria.pages[page.value - 1]
  return (
    <section class="criteria" aria-label={t('criteria')}>
      <div class="criteria-page" tabIndex={0}>{shown && <img src={shown.imageUrl} width={shown.widthPx} height={shown.heightPx} alt={t('criteriaPage', { n: shown.number })} />}</div>
      <div class="tabs" role="group" aria-label={t('criteria')}>
        {criteria.pages.map((one) => <button type="button" key={one.number} aria-pressed={one.number === page.value} title={t('criteriaPage', { n: one.number })} onClick={() => leaf(one.number)}>{one.number}</button>)}
        <button type="button" class="quiet" onClick={toggleCriteria}>{t('close')} <kbd>K</kbd></button>
      </div>
    </section>
  )
}
