/** The command line as users see it: names, options, help by example. Commands load when they are called. */

import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CleanOptions } from './clean.ts';
import type { DownOptions } from './down.ts';
import type { ExecOptions } from './exec.ts';
import type { ExportComposeOptions } from './export-compose.ts';
import type { ExportGradescopeOptions } from './export-gradescope.ts';
import type { GradeCommandOptions } from './grade.ts';
import type { ImagesBuildOptions } from './images.ts';
import type { CommandIo } from './io.ts';
import type { RunCommandOptions } from './run-options.ts';
import type { UpOptions } from './up.ts';

const io: CommandIo = { stdout: process.stdout, stderr: process.stderr };

const labArgument = 'a file, a folder with a lab.yaml, or the name of a lab that comes with Wirelab';

export function buildProgram(onStatus: (status: number) => void): Command {
  const program = new Command('wirelab')
    .description('Network labs from one YAML file: real TCP and UDP across links that misbehave on purpose.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  wirelab run tcp-vs-udp                     watch TCP and UDP on a lossy link
  wirelab run lab.yaml --set wan.loss=20%    the same lab, a worse link
  wirelab run lab.yaml --seed 7 --reporter plain --reporter json=result.json
  wirelab init my-lab && wirelab run my-lab  a lab of your own
  wirelab up tcp-vs-udp                      a lab to try things in: wirelab exec client -- ping server
  wirelab doctor                             what this machine can do, and what to mend

Exit status: 0 all expectations hold, 1 one doesn't, 2 the lab or the command line is invalid,
3 the environment can't run it, 130 and 143 after SIGINT and SIGTERM.`,
    );

  addRunOptions(
    program
      .command('run')
      .argument('<lab...>', labArgument)
      .description('run labs: live on a terminal, plain lines otherwise')
      .addHelpText(
        'after',
        `
Examples:
  wirelab run syn-loss
  wirelab run lab.yaml --set wan.client.loss=10% --set wan.delay=100ms
  wirelab run labs/* --reporter plain --jobs 2
  wirelab run lab.yaml --case "clean link" --reporter plain=out.txt --reporter json`,
      ),
  ).action(async (labs: string[], options: RunCommandOptions) => {
    const { runCommand } = await import('./run.ts');
    onStatus(await runCommand(labs, options, io));
  });

  addRunOptions(
    program
      .command('grade')
      .argument('<lab>', labArgument)
      .description('run a graded lab against student programs')
      .option('--submission <dir>', 'a folder, a .zip or a .tar.gz (repeatable)', collect, [])
      .option('--submissions <dir>', 'a folder of them')
      .option('--table <file>', 'the table of all grades, as .csv or .json (repeatable)', collect, [])
      .addHelpText(
        'after',
        `
Examples:
  wirelab grade udp-echo --submission .                     what your own program is worth
  wirelab grade lab.yaml --submission smith.zip --case main --seed 7
  wirelab grade lab.yaml --submissions handed-in --jobs 4 --table grades.csv`,
      ),
  ).action(async (lab: string, options: GradeCommandOptions) => {
    const { gradeCommand } = await import('./grade.ts');
    onStatus(await gradeCommand(lab, options, io));
  });

  addHandsOnCommands(program, onStatus);

  program
    .command('check')
    .argument('<lab...>', labArgument)
    .description('validate labs: every problem at once, with file:line:column')
    .option('--strict', 'also warn of what makes verdicts flaky')
    .addOption(emulatorOption())
    .action(async (labs: string[], options: { strict?: boolean; emulator: 'auto' | 'netem' | 'fabric' }) => {
      const { checkCommand } = await import('./check.ts');
      onStatus(await checkCommand(labs, options, io));
    });

  program
    .command('list')
    .description('the labs that come with Wirelab')
    .action(async () => {
      const { listCommand } = await import('./list.ts');
      onStatus(listCommand(io));
    });

  program
    .command('show')
    .argument('<lab>', labArgument)
    .description("a lab's text, topology, cases and points")
    .action(async (lab: string) => {
      const { showCommand } = await import('./show.ts');
      onStatus(await showCommand(lab, io));
    });

  program
    .command('doctor')
    .description("what this machine can do, and for each thing it can't the remedy")
    .action(async () => {
      const { doctorCommand } = await import('./doctor.ts');
      onStatus(await doctorCommand(io));
    });

  program
    .command('clean')
    .description('remove what a killed run left behind, and nothing else')
    .option('--elsewhere', 'also what runs of other machines, or of containers, left in the container engine')
    .action(async (options: CleanOptions) => {
      const { cleanCommand } = await import('./clean.ts');
      onStatus(await cleanCommand(options, io));
    });

  program
    .command('report')
    .argument('<run>', "a run's folder")
    .description('make the reports of an earlier run again, from its event log')
    .addOption(reporterOption())
    .addHelpText(
      'after',
      '\nExample:\n  wirelab report wirelab-runs/tcp-vs-udp-... --reporter json=result.json',
    )
    .action(async (run: string, options: { reporter: string[] }) => {
      const { reportCommand } = await import('./report.ts');
      onStatus(await reportCommand(run, { reporters: options.reporter }, io));
    });

  addImagesCommands(program, onStatus);

  addExportCommands(program, onStatus);

  program
    .command('init')
    .argument('<name>', 'name of the new lab and its folder')
    .description('a new lab to start from')
    .action(async (name: string) => {
      const { initCommand } = await import('./init.ts');
      onStatus(await initCommand(name, io));
    });

  program
    .command('schema')
    .description("the lab file's JSON Schema, for editors")
    .action(async () => {
      const { schemaCommand } = await import('./schema.ts');
      onStatus(await schemaCommand(io));
    });

  return program;
}

function addExportCommands(program: Command, onStatus: (status: number) => void): void {
  const command = program.command('export').description('a lab in another form');
  command
    .command('compose')
    .argument('<lab>', labArgument)
    .description('a plain compose file, to look inside by hand')
    .option('--case <name>', 'this case, instead of the first')
    .option('--out <dir>', 'the folder to make, or - for standard output (default: <lab>-compose)')
    .action(async (lab: string, options: ExportComposeOptions) => {
      const { exportComposeCommand } = await import('./export-compose.ts');
      onStatus(await exportComposeCommand(lab, options, io));
    });
  command
    .command('gradescope')
    .argument('<lab>', labArgument)
    .description('a graded lab as an autograder for Gradescope')
    .option('--out <file>', 'the zip archive to make (default: <lab>-gradescope.zip)')
    .option('--no-node', 'leave this Node out: the image has 20.19 or later')
    .action(async (lab: string, options: ExportGradescopeOptions) => {
      const { exportGradescopeCommand } = await import('./export-gradescope.ts');
      onStatus(await exportGradescopeCommand(lab, options, io));
    });
}

function addHandsOnCommands(program: Command, onStatus: (status: number) => void): void {
  const up = program
    .command('up')
    .argument('<lab>', labArgument)
    .description('keep a lab up for hands-on use: its nodes, links and services, no traffic and no verdict')
    .option('--case <name>', 'this case, instead of the first')
    .option('-d, --detach', 'in the background: return once all is ready')
    .addHelpText(
      'after',
      `
Examples:
  wirelab up tcp-vs-udp --case "lossy link"    until Ctrl-C, or wirelab down
  wirelab up lab.yaml --set wan.delay=200ms --detach`,
    );
  addBackendOptions(up).action(async (lab: string, options: UpOptions) => {
    const { upCommand } = await import('./up.ts');
    onStatus(await upCommand(lab, options, io));
  });

  program
    .command('exec')
    .argument('<node>', 'a node of the lab that is up')
    .argument('[command...]', 'what to run there, after -- (default: sh)')
    .description("run a command in a node of a lab that is up, on this terminal's own input and output")
    .option('--lab <name>', 'which lab, where several are up')
    .option('--as-program', "with no more than the lab's programs may: no privilege over the node's network")
    .addHelpText(
      'after',
      `
Examples:
  wirelab exec client -- ping -c 3 server
  wirelab exec server                          a shell
  wirelab exec client -- tcpdump -n -i eth0 -w - > client.pcap

Exit status: the command's own; 128 + n where signal n ended it; 127 where there is no such command.`,
    )
    .action(async (node: string, command: string[], options: ExecOptions) => {
      const { execCommand } = await import('./exec.ts');
      onStatus(await execCommand(node, command, options, io));
    });

  program
    .command('down')
    .argument('[lab...]', 'names of labs that are up; the one that is, unless given')
    .description('end labs that are up, and wait until nothing is left of them')
    .option('--all', 'all that are up')
    .action(async (labs: string[], options: DownOptions) => {
      const { downCommand } = await import('./down.ts');
      onStatus(await downCommand(labs, options, io));
    });
}

function addImagesCommands(program: Command, onStatus: (status: number) => void): void {
  const images = program.command('images').description("Wirelab's own images, for the docker runtime");
  images
    .command('build')
    .argument('[name...]', 'base, c, python, java, node, tools, wirelab; all of them unless named')
    .description('make images, from a registry or, without one, from Debian packages')
    .addOption(
      new Option('--from <source>', 'what they are made from')
        .choices(['auto', 'registry', 'packages'])
        .default('auto'),
    )
    .option('--cache <dir>', "where layers made before are kept (default: the user's cache folder)")
    .option('--mirror <url>', "Debian mirror to take packages from, instead of Debian's own")
    .option('--fresh', 'use nothing of earlier builds')
    .action(async (names: string[], options: ImagesBuildOptions) => {
      const { imagesBuildCommand } = await import('./images.ts');
      onStatus(await imagesBuildCommand(names, options, io));
    });
  images
    .command('list')
    .description('which of them the engine has')
    .action(async () => {
      const { imagesListCommand } = await import('./images.ts');
      onStatus(await imagesListCommand(io));
    });
}

function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--runtime <name>', 'what makes nodes')
        .choices(['auto', 'docker', 'namespaces'])
        .default('auto'),
    )
    .addOption(emulatorOption())
    .option('--seed <n>', "instead of the lab's seed", wholeNumber)
    .option(
      '--set <what=value>',
      'wan.loss=10%, or wan.client.loss=10% for one direction (repeatable)',
      collect,
      [],
    );
}

function addRunOptions(command: Command): Command {
  return addBackendOptions(command)
    .option('--case <name>', 'only this case (repeatable)', collect, [])
    .addOption(reporterOption())
    .option('--capture', 'write what crosses each link to <link>.pcapng')
    .option('--out <dir>', "where the runs' folders go", 'wirelab-runs')
    .option('--time <duration>', "instead of each case's time limit, such as 20s")
    .option('--jobs <n>', 'so many labs at once', atLeastOne, 1);
}

function emulatorOption(): Option {
  return new Option('--emulator <name>', 'what impairs links')
    .choices(['auto', 'netem', 'fabric'])
    .default('auto');
}

function reporterOption(): Option {
  return new Option(
    '--reporter <name[=file]>',
    'tui, plain, json, junit, tap, github, gradescope, autolab, prairielearn, coderunner, markdown, csv, ' +
      'student-json or student-markdown; see docs/reports.md (repeatable)',
  )
    .argParser((value: string, previous: string[]) => collect(value, previous))
    .default([], 'tui on a terminal, else plain');
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('a whole number is needed.');
  return value;
}

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('it is at least 1.');
  return value;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
