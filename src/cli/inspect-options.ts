import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import type {Target} from '../core/inspect/target.ts'
import {catalogue, outsideOf, probe, type SourceChoice, sourceOf} from '../wiring.ts'
import {ignoresOf} from './ignore-file.ts'
import {type InspectFlagValues, rowSelectionOf} from './inspect-flags.ts'
import {momentFlag} from './moment.ts'
import {isSourceChosen, type SourceFlagValues, scopeOf, sourceChoice} from './source-choice.ts'

/** What the flags of `inspect` choose to look at, and how. @throws PkiError E_USAGE before anything is read */
export const inspectOptions = async (flags: SourceFlagValues & InspectFlagValues, targets: readonly Target[]) => {
  const choice = sourceChoice(flags)
  refuseNamesEverywhere(flags, targets, choice.from)
  return {
    selection: rowSelectionOf(flags, targets),
    source: await sourceOf(choice),
    outside: outsideOf(choice),
    isSourceChosen: isSourceChosen(flags),
    catalogue,
    ignores: await ignoresOf(flags),
    everywhere: flags['all-namespaces'] === true,
    ...given({namespaces: scopeOf(flags), now: momentFlag(flags.now), probe: flags.probe ? probe : undefined}),
  }
}

/** As with kubectl: a name is looked for in one namespace of a cluster. What was saved has all of them at hand. */
const refuseNamesEverywhere = (
  flags: SourceFlagValues,
  targets: readonly Target[],
  from: SourceChoice['from'],
): void => {
  const named = targets.find(({is}) => is === 'object')
  if (flags['all-namespaces'] !== true || named === undefined || from !== 'cluster') return
  const fix = 'Say with -n where it is, or look at all of its kind, or at every certificate, with -A.'
  throw new PkiError('E_USAGE', `${JSON.stringify(named.word)} cannot be looked for in all namespaces`, {fix})
}
