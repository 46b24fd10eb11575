import { Link } from 'wouter-preact'
import type { Repair, RepairPage } from '../../../api/school.ts'
import { send } from '../api-client.ts'
import { Problem } from '../parts/notice.tsx'
import { useAction } from '../parts/use-action.ts'
import { t } from '../text.ts'
import { placeOf } from './page-words.ts'

const standsAt = (page: RepairPage): string => (page.code === null ? placeOf(page.state) : t('codeAndPage', { code: page.code, n: page.formPage ?? '?' }))

/** Two scans that seem to be of one sheet, side by side with where each stands: one of them is kept, or a person says that they are different sheets. */
export function TwinRow({ repair, pages, reload, onDifferent }: { repair: Repair; pages: readonly [RepairPage, RepairPage]; reload: () => Promise<void>; onDifferent: () => void }) {
  const { problem, run } = useAction()
  const [one, two] = pages
  const discard = (id: string): Promise<void> => run(async () => {
    await send('POST', `/api/school/pages/${id}/place`, { action: 'discard' })
    await reload()
  })
  const differ = (): Promise<void> => run(async () => {
    await send('POST', '/api/school/repairs/different', { first: one.id, second: two.id })
    onDifferent()
    await reload()
  })
  const keep = (kept: RepairPage, aside: RepairPage) => (aside.released ? null : (
    <button type="button" class={kept.code !== null && aside.code === null ? 'main' : ''} onClick={() => void discard(aside.id)}>
      {t('keepThatScan', { place: standsAt(kept) })}
    </button>
  ))
  return (
    <li class="repair twin">
      {pages.map((page) => (
        <Link key={page.id} href={`/pages/${page.id}`}>
          {page.imageUrl && <img src={page.imageUrl} alt={t('pageOf', { name: page.fileName, n: page.filePage })} loading="lazy" />}
          <small>{standsAt(page)}</small>
        </Link>
      ))}
      <div>
        <b>{t('repairTwin', { n: repair.formPage ?? '?' })}</b>
        <p class="muted">{repair.formTitle} · {pages.map((page) => t('pageOf', { name: page.fileName, n: page.filePage })).join(' · ')}</p>
        <p class="before-after"><span>{standsAt(one)}</span> + <span>{standsAt(two)}</span> → <span>{t('oneOfThem')}</span></p>
        <div class="actions">
          {keep(one, two)}{keep(two, one)}
          <button type="button" class="quiet" onClick={() => void differ()}>{t('differentSheets')}</button>
        </div>
        <Problem text={problem.value} />
      </div>
    </li>
  )
}
