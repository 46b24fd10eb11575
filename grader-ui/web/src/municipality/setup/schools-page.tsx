import { useSignal } from '@preact/signals'
import type { SchoolView } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Modal } from '../../parts/modal.tsx'
import { Empty, Problem, Waiting } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'
import { useLive } from '../../use-live.ts'
import { ImportPanel } from './import-panel.tsx'
import { usePasswords } from './password-sheet.tsx'

const PATH = '/api/municipality/schools'
export const SIGN_IN = { never: 'signInNever', issued: 'signInIssued', own: 'signInOwn', closed: 'signInClosed' } as const

function SchoolDialog({ school, onDone }: { school: SchoolView | null; onDone: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const body = { name: form.get('name'), coordinator: form.get('coordinator'), login: form.get('login') ?? '', onLastList: form.get('onLastList') !== null }
    void run(async () => {
      await send(school ? 'PUT' : 'POST', school ? `${PATH}/${school.id}` : PATH, body)
      await onDone()
    })
  }
  const remove = (): void => { if (school) void run(async () => { await send('DELETE', `${PATH}/${school.id}`); await onDone() }) }
  return (
    <Modal title={school ? t('edit') : t('addSchool')} onClose={() => void onDone()}>
      <form onSubmit={submit}>
        <label>{t('schoolName')}<input name="name" required maxLength={200} defaultValue={school?.name ?? ''} /></label>
        <label>{t('coordinatorName')}<input name="coordinator" required maxLength={200} defaultValue={school?.coordinator?.name ?? ''} /></label>
        {!school && <label>{t('loginOptional')}<input name="login" maxLength={40} autocapitalize="none" autocomplete="off" /></label>}
        <label class="check"><input type="checkbox" name="onLastList" defaultChecked={school?.onLastList ?? false} />{t('onLastListLong')}</label>
        <Problem text={problem.value} />
        <div class="actions"><button type="submit" class="main" disabled={busy.value}>{t('save')}</button>{school && !school.inUse && <button type="button" onClick={remove} disabled={busy.value}>{t('remove')}</button>}</div>
      </form>
    </Modal>
  )
}

/** The schools with the person at each who uploads the scans; from a table or one by one. */
export function SchoolsPage() {
  const { data, problem, reload } = useLive<{ schools: SchoolView[] }>(PATH)
  const edited = useSignal<SchoolView | 'new' | null>(null)
  const passwords = usePasswords(reload)
  if (!data.value) return <Waiting title={t('schools')} problem={problem.value} />
  const { schools } = data.value
  const without = schools.flatMap(({ coordinator }) => (coordinator?.signIn === 'never' ? [coordinator.id] : []))
  return (
    <>
      <h1>{t('schools')}{schools.length > 0 && <small>{t('schoolsCount', { n: schools.length })}</small>}</h1>
      {passwords.view}
      <div class={passwords.open ? 'no-print' : undefined}>
        {schools.length === 0 && <Empty title={t('noSchools')}>{t('noSchoolsHint')}</Empty>}
        <ImportPanel path={PATH} hint={t('importSchoolsHint')} onApplied={reload} />
        <div class="actions">
          <button type="button" onClick={() => { edited.value = 'new' }}>{t('addSchool')}</button>
          {without.length > 0 && <button type="button" class="main" disabled={passwords.busy} onClick={() => passwords.issue(without)}>{t('issuePasswords', { n: without.length })}</button>}
        </div>
        {schools.length > 0 && <table class="stacked" tabIndex={0}>
          <thead><tr><th>{t('school')}</th><th>{t('coordinator')}</th><th>{t('login')}</th><th>{t('access')}</th><th>{t('onLastList')}</th><th><span class="hidden">{t('edit')}</span></th></tr></thead>
          <tbody>{schools.map((school) => (
            <tr key={school.id}><th scope="row">{school.name}</th><td data-label={t('coordinator')}>{school.coordinator?.name ?? '—'}</td><td data-label={t('login')}><code>{school.coordinator?.login}</code></td>
              <td data-label={t('access')}>{school.coordinator && t(SIGN_IN[school.coordinator.signIn])}</td><td data-label={t('onLastList')}>{school.onLastList ? t('yes') : ''}</td>
              <td class="row-actions"><button type="button" class="quiet" aria-label={`${t('edit')}: ${school.name}`} onClick={() => { edited.value = school }}>{t('edit')}</button>
                {school.coordinator && school.coordinator.signIn !== 'never' && <button type="button" class="quiet" aria-label={`${t('reissue')}: ${school.name}`} onClick={() => {
                  if (school.coordinator && confirm(t('reissueSure', { name: school.coordinator.name }))) passwords.issue([school.coordinator.id])
                }}>{t('reissue')}</button>}</td></tr>
          ))}</tbody>
        </table>}
      </div>
      {edited.value && <SchoolDialog school={edited.value === 'new' ? null : edited.value} onDone={async () => { edited.value = null; await reload() }} />}
    </>
  )
}
