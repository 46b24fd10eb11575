import { useEffect } from 'preact/hooks'
import { Link, Route, Switch, useLocation } from 'wouter-preact'
import type { Me } from '../../api/session.ts'
import { currentUser, get, send } from './api-client.ts'
import { FirstLogin } from './first-login.tsx'
import { Login } from './login.tsx'
import { ChairDesk } from './chair/chair-desk.tsx'
import { ProtocolPage } from './chair/protocol-page.tsx'
import { ExpertDesk } from './expert/expert-desk.tsx'
import { GradingPage } from './expert/grading-page.tsx'
import { AuditPage } from './municipality/audit-page.tsx'
import { CampaignPage } from './municipality/setup/campaign-page.tsx'
import { FormsPage } from './municipality/setup/forms-page.tsx'
import { PeoplePage } from './municipality/setup/people-page.tsx'
import { SchoolsPage } from './municipality/setup/schools-page.tsx'
import { MunicipalityDesk } from './municipality/municipality-desk.tsx'
import { ChecksPage } from './school/checks-page.tsx'
import { DoubtsPage } from './school/doubts-page.tsx'
import { PageDesk } from './school/page-desk.tsx'
import { PagesPage } from './school/pages-page.tsx'
import { SchoolDesk } from './school/school-desk.tsx'
import { WorksPage } from './school/works-page.tsx'
import { language, t } from './text.ts'

const NAVIGATION: Record<Me['role'], readonly (readonly [path: string, title: () => string])[]> = {
  school: [['/', () => t('scans')], ['/doubts', () => t('doubts')], ['/works', () => t('works')], ['/pages', () => t('strayPages')], ['/checks', () => t('checks')]],
  expert: [['/', () => t('myWorks')]],
  chair: [['/', () => t('protocols')]],
  municipality: [['/', () => t('progressShort')], ['/schools', () => t('schools')], ['/people', () => t('people')], ['/forms', () => t('forms')],
    ['/settings', () => t('settings')], ['/audit', () => t('auditLog')]],
}

function Header({ user }: { user: Me }) {
  const [path] = useLocation()
  const section = NAVIGATION[user.role].find(([to]) => to === path) ?? NAVIGATION[user.role][0]!
  useEffect(() => { document.title = `${section[1]()} — ${t('brand')}` }, [path, language.value])
  const logout = async (): Promise<void> => {
    await send('POST', '/api/logout')
    currentUser.value = null
    location.assign('/')
  }
  return (
    <header class="top">
      <Link class="brand" href="/" title={t('toDesk')}><img src="/icon.svg" alt="" width="28" height="28" />{t('brand')}</Link>
      <nav aria-label={t('sections')}>
        {NAVIGATION[user.role].map(([to, title]) => <Link key={to} href={to} aria-current={path === to ? 'page' : undefined}>{title()}</Link>)}
      </nav>
      <span class="who">{user.name}<small>{user.placeName}</small></span>
      <button type="button" class="quiet" lang={language.value === 'ru' ? 'en' : 'ru'} aria-label={language.value === 'ru' ? 'EN: in English' : 'RU: по-русски'}
        onClick={() => { language.value = language.value === 'ru' ? 'en' : 'ru' }}>{language.value === 'ru' ? 'EN' : 'RU'}</button>
      <button type="button" class="quiet" onClick={() => void logout()}>{t('logout')}</button>
    </header>
  )
}

function Desk({ role }: { role: Me['role'] }) {
  switch (role) {
    case 'school':
      return <Switch><Route path="/doubts" component={DoubtsPage} /><Route path="/works" component={WorksPage} /><Route path="/checks" component={ChecksPage} /><Route path="/pages" component={PagesPage} /><Route path="/pages/:id">{({ id }) => <PageDesk key={id} id={id} />}</Route><Route component={SchoolDesk} /></Switch>
    case 'expert':
      return <Switch><Route path="/works/:cipher">{({ cipher }) => <GradingPage key={cipher} cipher={cipher} />}</Route><Route component={ExpertDesk} /></Switch>
    case 'chair':
      return <Switch><Route path="/protocols/:school/:form">{({ school, form }) => <ProtocolPage schoolId={school} formId={form} />}</Route><Route component={ChairDesk} /></Switch>
    case 'municipality':
      return (
        <Switch>
          <Route path="/schools" component={SchoolsPage} /><Route path="/people" component={PeoplePage} /><Route path="/forms" component={FormsPage} />
          <Route path="/settings" component={CampaignPage} /><Route path="/audit" component={AuditPage} /><Route component={MunicipalityDesk} />
        </Switch>
      )
  }
}

/** The whole page: login, then the desk of one's role. */
export function App() {
  useEffect(() => { get<Me>('/api/me').then((user) => { currentUser.value = user }, () => { currentUser.value = null }) }, [])
  useEffect(() => { document.documentElement.lang = language.value }, [language.value])
  const user = currentUser.value
  if (user === undefined) return <p class="empty" role="status">{t('loading')}</p>
  if (user === null) return <Login />
  if (user.firstSteps.length > 0) return <FirstLogin steps={user.firstSteps} />
  return <><Header user={user} /><main><Desk role={user.role} /></main></>
}
