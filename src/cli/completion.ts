import type { Command } from 'commander';
import { CliExit, exitCodes } from './exit.ts';

const optionsOf = (command: Command): readonly string[] => command.options.flatMap((option) => option.long ?? []);

/** A completion script for the shell, made from the commands themselves. */
export function completion(shell: string, program: Command): string {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: optionsOf(command),
  }));
  const names = commands.map((command) => command.name).join(' ');
  switch (shell) {
    case 'bash':
      return [
        '_clusterops() {',
        '  local word="$' + '{COMP_WORDS[COMP_CWORD]}"',
        '  case "$' + '{COMP_WORDS[1]}" in',
        ...commands.map(
          ({ name, options }) =>
            `    ${name}) [ "$COMP_CWORD" -gt 1 ] && { COMPREPLY=($(compgen -f -W "${options.join(' ')}" -- "$word")); return; } ;;`,
        ),
        '  esac',
        `  COMPREPLY=($(compgen -W "${names}" -- "$word"))`,
        '}',
        'complete -F _clusterops clusterops',
      ].join('\n');
    case 'zsh':
      return [
        '#compdef clusterops',
        '_clusterops() {',
        '  if (( CURRENT == 2 )); then',
        `    local -a commands=(${commands.map(({ name, about }) => `'${name}:${about.replaceAll("'", '')}'`).join(' ')})`,
        "    _describe 'command' commands",
        '  else',
        '    case "$words[2]" in',
        ...commands.map(
          ({ name, options }) =>
            `      ${name}) _arguments ${options.map((option) => `'${option}'`).join(' ')} '*:file:_files' ;;`,
        ),
        '    esac',
        '  fi',
        '}',
        'compdef _clusterops clusterops',
      ].join('\n');
    case 'fish':
      return commands
        .flatMap(({ name, about, options }) => [
          `complete -c clusterops -n __fish_use_subcommand -a ${name} -d '${about.replaceAll("'", '')}'`,
          ...options.map(
            (option) => `complete -c clusterops -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
          ),
        ])
        .join('\n');
    default:
      throw new CliExit(exitCodes.refused, `completion for "${shell}" is not known; use bash, zsh or fish.`);
  }
}
