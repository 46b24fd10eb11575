import { useSignal } from '@preact/signals'
import type { PeopleList, PersonView } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Empty, Problem, Waiting } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'
import { useLive } from '../../use-live.ts'
import { ImportPanel } from './import-panel.tsx'
import { usePasswords } from './password-sheet.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { SIGN_IN } from './schools-page.tsx'

const PATH = '/api/municipality/people'

function PersonRow({ person, onEdit, onAccess, onPassword }: { person: PersonView; onEdit: () => void; onAccess: () => void; onPassword: () => void }) {
  const conflicts = person.conflicts.length + person.otherSchools.length
  return (
    <tr class={person.signIn === 'closed' ? 'closed' : undefined}>
      <th scope="row">{person.name}<small>{person.role === 'chair' ? `${t('roleChair')}${person.qualification && ', '}` : ''}{person.qualification}</small></th>
      <td>{person.schoolName || t('noSchool')}</td><td>{person.subjects.join(', ')}</td><td class="number" data-label={t('years')}>{person.years}</td><td class="number" data-label={t('cap')}>{person.cap ?? '—'}</td>
      <td data-label={t('conflictsShort')}>{person.role === 'expert' && !person.conflictsDeclared ? <span class="warn">{t('notDeclared')}</span> : conflicts > 0 ? t('conflictsCount', { n: conflicts }) : t('noConflicts')}</td>
      <td class="number" data-label={t('graded')}>{person.role === 'expert' ? `${person.submitted} / ${person.assigned}` : ''}</td>
      <td>{t(SIGN_IN[person.signIn])}<small><code>{person.login}</code></small></td>
      <td class="row-actions"><button type="button" class="quiet" aria-label={`${t('edit')}: ${person.name}`} onClick={onEdit}>{t('edit')}</button>
        {(person.signIn === 'issued' || person.signIn === 'own') && <button type="button" class="quiet" aria-label={`${t('reissue')}: ${person.name}`} onClick={onPassword}>{t('reissue')}</button>}
        <button type="button" class="quiet" aria-label={`${t(person.signIn === 'closed' ? 'openAccess' : 'closeAccess')}: ${person.name}`} onClick={onAccess}>{t(person.signIn === 'closed' ? 'openAccess' : 'closeAccess')}</button></td>
    </tr>
  )
}

/** The commission: its chair and experts, with what decides which works they may get. */
export function PeoplePage() {
  const { data, problem, reload } = useLive<PeopleList>(PATH)
  const edited = useSignal<PersonView | 'new' | null>(null)
  const action = useAction()
  const passwords = usePasswords(reload)
  const list = data.value
  if (!list) return <Waiting title={t('people')} problem={problem.value} />
  const without = list.people.filter((one) => one.signIn === 'never').map((one) => one.id)
  const turn = (person: PersonView): void => {
    void action.run(async () => {
      await send('POST', `${PATH}/${person.id}/access`, { open: person.signIn === 'closed' })
      await reload()
    })
  }
  return (
    <>
      <h1>{t('people')}{list.people.length > 0 && <small>{t('peopleCount', { n: list.people.length })}</small>}</h1>
      {passwords.view}
      <div class={passwords.open ? 'no-print' : undefined}>
        {list.people.length === 0 && <Empty title={t('noPeople')}>{t('noPeopleHint')}</Empty>}
        <ImportPanel path={PATH} hint={t('importPeopleHint')} onApplied={reload} />
        <div class="actions">
          <button type="button" onClick={() => { edited.value = 'new' }}>{t('addPerson')}</button>
          {without.length > 0 && <button type="button" class="main" disabled={passwords.busy} onClick={() => passwords.issue(without)}>{t('issuePasswords', { n: without.length })}</button>}
        </div>
        <Problem text={action.problem.value} />
        {list.people.length > 0 && <table class="stacked" tabIndex={0}>
          <thead><tr><th>{t('fullName')}</th><th>{t('school')}</th><th>{t('subjects')}</th><th class="number">{t('years')}</th><th class="number">{t('cap')}</th><th>{t('conflictsShort')}</th><th class="number">{t('graded')}</th><th>{t('access')}</th><th><span class="hidden">{t('edit')}</span></th></tr></thead>
          <tbody>{list.people.map((person) => <PersonRow key={person.id} person={person} onEdit={() => { edited.value = person }} onAccess={() => turn(person)}
            onPassword={() => { if (confirm(t('reissueSure', { name: person.name }))) passwords.issue([person.id]) }} />)}</tbody>
        </table>}
      </div>
      {edited.value && <PersonDialog person={edited.value === 'new' ? null : edited.value} list={list} onDone={async () => { edited.value = null; await reload() }} />}
    </>
  )
}
