import {expect} from 'chai'
import {findDirectories} from '../../../src/facts/repository/flux-directories.ts'

const ancestors = (directory: string): readonly string[] =>
  directory === '' ? [''] : [directory, ...ancestors(directory.slice(0, Math.max(0, directory.lastIndexOf('/'))))]

/** What becomes of paths of one source, given the directories that have files. */
const places = (given: readonly string[], paths: readonly string[]): readonly (string | undefined)[] => {
  const of = paths.map(path => ({source: 'main', path}))
  return of.map(findDirectories(of, new Set(given.flatMap(ancestors))))
}

const PATHS = ['./infra/controllers', 'infra/configs/', './apps']

describe('findDirectories', () => {
  it('takes paths as they are where the root of the repository was given', () => {
    const given = ['infra/controllers/cert-manager', 'infra/configs', 'apps/web']
    expect(places(given, [...PATHS, './', ''])).to.deep.equal(['infra/controllers', 'infra/configs', 'apps', '', ''])
  })

  it('finds a repository below what was given', () => {
    const given = ['repos/home/infra/controllers', 'repos/home/infra/configs', 'repos/home/apps', 'repos/other/apps']
    expect(places(given, [...PATHS, '.'])).to.deep.equal([
      'repos/home/infra/controllers',
      'repos/home/infra/configs',
      'repos/home/apps',
      'repos/home',
    ])
  })

  it('finds what was given below a repository', () => {
    expect(places(['controllers/cert-manager', 'configs'], [...PATHS, './infra', './'])).to.deep.equal([
      'controllers',
      'configs',
      undefined,
      '',
      '',
    ])
  })

  it('knows absolute directories and those above', () => {
    const under = (root: string) => places([`${root}/infra/controllers`, `${root}/apps`], PATHS)
    expect(under('/srv/home')).to.deep.equal(['/srv/home/infra/controllers', undefined, '/srv/home/apps'])
    expect(under('../home')).to.deep.equal(['../home/infra/controllers', undefined, '../home/apps'])
  })

  it('goes by the root that explains most, and is not led away by a name that stands in two places', () => {
    const given = ['vendor/apps', 'apps', 'infra/configs']
    expect(places(given, ['./apps', './infra/configs'])).to.deep.equal(['apps', 'infra/configs'])
    expect(places(['a/apps', 'apps'], ['apps'])).to.deep.equal(['apps'])
  })

  it('finds nothing for a source of which nothing was given', () => {
    expect(places(['infra/controllers'], ['./deploy', './'])).to.deep.equal([undefined, undefined])
    expect(places([], ['./deploy', '..', '/'])).to.deep.equal([undefined, undefined, undefined])
  })

  it('keeps sources apart', () => {
    const of = [
      {source: 'main', path: './infra'},
      {source: 'team', path: './deploy'},
      {source: 'team', path: './'},
    ]
    const find = findDirectories(of, new Set(['infra', 'teams', 'teams/a', 'teams/a/deploy', '']))
    expect(of.map(find)).to.deep.equal(['infra', 'teams/a/deploy', 'teams/a'])
  })
})
