import type { PeopleList, PersonView } from '../../../../api/setup.ts'
import { send } from '../../api-client.ts'
import { Modal } from '../../parts/modal.tsx'
import { Problem } from '../../parts/notice.tsx'
import { useAction } from '../../parts/use-action.ts'
import { t } from '../../text.ts'

const PATH = '/api/municipality/people'

function Checks({ name, title, options, chosen }: { name: string; title: string; options: readonly { id: string; name: string }[]; chosen: readonly string[] }) {
  return (
    <details open={chosen.length > 0}><summary>{title}{chosen.length > 0 && `: ${chosen.length}`}</summary>
      <div class="checks">{options.map((one) => <label key={one.id} class="check"><input type="checkbox" name={name} value={one.id} defaultChecked={chosen.includes(one.id)} />{one.name}</label>)}</div>
    </details>
  )
}

/** Everything that the draw and the papers need to know of a member of the commission. */
export function PersonDialog({ person, list, onDone }: { person: PersonView | null; list: PeopleList; onDone: () => Promise<void> }) {
  const { problem, busy, run } = useAction()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '').trim()
    const all = (name: string): string[] => form.getAll(name).map(String)
    const body = {
      name: text('name'), role: person?.role ?? text('role'), schoolId: text('school') || null, qualification: text('qualification'), years: Number(text('years')), cap: text('cap') === '' ? null : Number(text('cap')),
      subjects: [...all('subject'), ...text('subjects').split(';').map((one) => one.trim()).filter((one) => one !== '')],
      otherSchools: all('otherSchools'), conflicts: all('conflicts'), conflictsDeclared: form.get('declared') !== null, login: text('login'),
    }
    void run(async () => {
      await send(person ? 'PUT' : 'POST', person ? `${PATH}/${person.id}` : PATH, body)
      await onDone()
    })
  }
  const unlisted = (person?.subjects ?? []).filter((subject) => !list.subjects.includes(subject))
  const colleagues = list.people.filter((one) => one.id !== person?.id)
  return (
    <Modal title={person ? person.name : t('addPerson')} onClose={() => void onDone()}>
      <form onSubmit={submit} class="person">
        <label>{t('fullName')}<input name="name" required maxLength={200} defaultValue={person?.name ?? ''} /></label>
        {!person && <label>{t('role')}<select name="role"><option value="expert">{t('roleExpert')}</option><option value="chair">{t('roleChair')}</option></select></label>}
        <label>{t('mainSchool')}<select name="school" defaultValue={person?.schoolId ?? ''}><option value="">{t('noSchool')}</option>{list.schools.map((school) => <option key={school.id} value={school.id} selected={school.id === person?.schoolId}>{school.name}</option>)}</select></label>
        {list.subjects.length > 0 && <fieldset><legend>{t('subjects')}</legend><div class="checks">{list.subjects.map((subject) => <label key={subject} class="check"><input type="checkbox" name="subject" value={subject} defaultChecked={person?.subjects.includes(subject) ?? list.subjects.length === 1} />{subject}</label>)}</div></fieldset>}
        {(list.subjects.length === 0 || unlisted.length > 0) && <label>{t('subjectsList')}<input name="subjects" defaultValue={unlisted.join('; ')} /></label>}
        <label>{t('qualification')}<input name="qualification" maxLength={200} defaultValue={person?.qualification ?? ''} /></label>
        <label>{t('yearsLong')}<input name="years" class="short" type="number" required min={0} max={80} defaultValue={person ? String(person.years) : ''} /></label>
        <label>{t('capLong')}<input name="cap" class="short" type="number" min={0} max={100000} defaultValue={person?.cap === null || !person ? '' : String(person.cap)} /></label>
        <Checks name="otherSchools" title={t('otherJobs')} options={list.schools} chosen={person?.otherSchools ?? []} />
        <Checks name="conflicts" title={t('conflictsWith')} options={list.schools} chosen={(person?.conflicts ?? []).filter((id) => list.schools.some((one) => one.id === id))} />
        {colleagues.length > 0 && <Checks name="conflicts" title={t('conflictsColleagues')} options={colleagues} chosen={(person?.conflicts ?? []).filter((id) => colleagues.some((one) => one.id === id))} />}
        <label class="check"><input type="checkbox" name="declared" defaultChecked={person?.conflictsDeclared ?? false} />{t('declaredOnPaper')}</label>
        {!person && <label>{t('loginOptional')}<input name="login" maxLength={40} autocapitalize="none" autocomplete="off" /></label>}
        <Problem text={problem.value} />
        <div class="actions"><button type="submit" class="main" disabled={busy.value}>{t('save')}</button></div>
      </form>
    </Modal>
  )
}
