% The warm session: for each line of standard input, the path of a submission's copy, a child asks
% the cases of the request beside it. Replies are the child's process id and its exit status.
%
% Files of the submission may bear the name of any function of Octave (many have a test.m). What
% runs after they are on the path therefore calls built-in functions alone, by builtin(...), and
% subfunctions of this file, which no file can shadow.
function pysoftmax_session()
  library = fileparts(fileparts(mfilename("fullpath")));
  warning("off", "Octave:shadowed-function");
  addpath(fullfile(library, "nobody"));
  addpath(fullfile(library, "octave", "packages"));
  for folder = dir(fullfile(library, "handed_out"))'
    if folder.isdir && folder.name(1) != "."
      addpath(fullfile(library, "handed_out", folder.name), "-end");
    endif
  endfor
  crash_dumps_octave_core(false);
  page_screen_output(false);
  page_output_immediately(true);
  missing_function_hook("");  % else Octave looks for an unknown name in its manual, by a program
  exercise_the_parts();
  while true
    folder = fgetl(stdin);
    if ! ischar(folder)
      exit(0);
    endif
    folder(folder == ";") = [];
    pid = fork();
    if pid == 0
      child(folder);
    endif
    printf("%d\n", pid);
    fflush(stdout);
    [~, status] = waitpid(pid);
    printf("%d\n", status);
    fflush(stdout);
  endwhile
endfunction

% Once through what every child does, so that the session has loaded and compiled it all.
function exercise_the_parts()
  encode({1, single(2), true, struct("a", [1 2; 3 4])});
  json_text("a\"b\n");
  rand("twister", 0);
endfunction

function child(folder)
  [out, go, answers] = take_over_pipes(folder);
  calls = read_calls(folder);
  for generator = {@rand, @randn, @rande, @randg, @randp}
    generator{1}("twister", 42);
  endfor
  fgetl(go);
  addpath(genpath(folder), "-end");  % as the exercise's own script adds folders of helpers
  builtin("addpath", folder);
  builtin("cd", folder);
  send(answers, "{\"loaded\": true}", {});
  for k = 1:builtin("numel", calls)
    [header, bodies] = answer(k - 1, calls{k}, folder);
    send(answers, header, bodies);
  endfor
  builtin("fflush", out);
  builtin("fgetl", go);  % nothing more comes: wait here to be ended, past every atexit
  builtin("exec", "/bin/false");
endfunction

% Nothing that leads to the session is left to the child.
function [out, go, answers] = take_over_pipes(folder)
  go = fopen([folder ".go"], "r");
  answers = fopen([folder ".answers"], "w");
  printed = fopen([folder ".printed"], "w");
  dup2(printed, stdout);
  dup2(printed, stderr);
  fclose(printed);
  nothing = fopen("/dev/null", "r");
  dup2(nothing, stdin);
  fclose(nothing);
  fgetl(stdin);  % what the session has read ahead of its own orders
  out = stdout;
endfunction

% The calls of the request, with their functions.
function calls = read_calls(folder)
  calls = load("-binary", [folder ".request"]).calls;
  pipes = pipes_to_evaluator(folder);
  for k = 1:numel(calls)
    for place_and_number = calls{k}.functions
      number = place_and_number(2);
      calls{k}.args{place_and_number(1)} = @(x, varargin) pysoftmax_ask(number, pipes, x);
    endfor
  endfor
endfunction

% Where the functions that are to be differentiated are asked for their values, if there are any.
function pipes = pipes_to_evaluator(folder)
  pipes = [];
  if ! isempty(stat([folder ".questions"]))
    pipes = [fopen([folder ".questions"], "w"), fopen([folder ".replies"], "r")];
  endif
endfunction

function [header, bodies] = answer(index, call, folder)
  bodies = {};
  try
    if ! builtin("exist", [folder "/" call.file ".m"], "file")
      header = failure(index, "missing", ["there is no " call.file ".m"], "");
      return;
    endif
    outputs = builtin("cell", 1, call.nargout);
    [outputs{1:call.nargout}] = builtin("feval", call.name, call.args{:});
    [text, bodies] = encode(outputs);
    header = builtin("sprintf", "{\"case\": %d, \"outputs\": [%s]}", index, text);
  catch problem
    bodies = {};
    if builtin("strcmp", problem.identifier, "pysoftmax:invalid")
      header = failure(index, "invalid", problem.message, "");
    else
      header = failure(index, "error", [problem.message place(problem, folder)], problem.identifier);
    endif
  end_try_catch
endfunction

% " (file, line n)": the student's own line that an error came from; empty when there is none.
function text = place(problem, folder)
  text = "";
  for k = 1:builtin("numel", problem.stack)
    frame = problem.stack(k);
    own = builtin("strncmp", frame.file, [folder "/"], builtin("numel", folder) + 1);
    if own && frame.line > 0
      name = frame.file(builtin("numel", folder) + 2:end);
      text = builtin("sprintf", " (%s, line %d)", name, frame.line);
      return;
    endif
  endfor
endfunction

function header = failure(index, kind, message, identifier)
  header = builtin("sprintf", ...
    "{\"case\": %d, \"error\": {\"kind\": \"%s\", \"message\": \"%s\", \"identifier\": \"%s\"}}", ...
    index, kind, json_text(message), json_text(identifier));
endfunction

% Values as the header speaks of them, ", " between them, and the .npy bodies in order.
function [text, bodies] = encode(values)
  text = "";
  bodies = {};
  for k = 1:builtin("numel", values)
    if k > 1
      text = [text ", "];
    endif
    if builtin("isstruct", values{k})
      [part, more] = encode_struct(values{k});
    else
      more = {npy(values{k})};
      part = builtin("sprintf", "%d", builtin("numel", more{1}));
    endif
    text = [text part];
    bodies = [bodies more];
  endfor
endfunction

function [text, bodies] = encode_struct(value)
  if builtin("numel", value) != 1
    builtin("error", "pysoftmax:invalid", "an output is a struct array, not numbers");
  endif
  text = "";
  bodies = {};
  names = builtin("__fieldnames__", value);
  for k = 1:builtin("numel", names)
    field = value.(names{k});
    if builtin("isstruct", field) || builtin("isnumeric", field) || builtin("islogical", field)
      [part, more] = encode({field});
      text = [text builtin("sprintf", "\"%s\": %s, ", names{k}, part)];
      bodies = [bodies more];
    endif
  endfor
  text = ["{" text(1:end-2) "}"];
endfunction

% The bytes of a .npy file, version 1.0.
function bytes = npy(value)
  if ! (builtin("isnumeric", value) || builtin("islogical", value))
    builtin("error", "pysoftmax:invalid", "an output is a %s, not numbers", builtin("class", value));
  endif
  value = builtin("full", value);
  extents = "";
  if builtin("numel", value) != 1
    extents = builtin("sprintf", "%d, ", builtin("size", value))(1:end-2);
  endif
  type = element(builtin("class", value), builtin("iscomplex", value));
  dictionary = builtin("sprintf", "{'descr': '%s', 'fortran_order': True, 'shape': (%s), }", ...
    type, extents);
  padding = 63 - builtin("mod", 10 + builtin("numel", dictionary), 64);
  dictionary = [dictionary builtin("char", builtin("zeros", 1, padding) + 32) "\n"];
  count = builtin("numel", dictionary);
  preamble = [147 78 85 77 80 89 1 0 builtin("mod", count, 256) builtin("floor", count / 256)];
  bytes = [builtin("uint8", preamble) builtin("uint8", dictionary) raw(value)];
endfunction

function bytes = raw(value)
  value = value(:).';
  if builtin("iscomplex", value)
    value = [builtin("real", value); builtin("imag", value)](:).';
  elseif builtin("islogical", value)
    value = builtin("uint8", value);
  endif
  bytes = builtin("typecast", value, "uint8");
endfunction

function code = element(type, is_complex)
  switch type
    case "double"
      code = {"<f8", "<c16"}{is_complex + 1};
    case "single"
      code = {"<f4", "<c8"}{is_complex + 1};
    case "logical"
      code = "|b1";
    otherwise
      bits = type(type >= "0" & type <= "9");
      sign = {"i", "u"}{(type(1) == "u") + 1};
      code = {"|", "<"}{! builtin("strcmp", bits, "8") + 1};
      code = [code sign builtin("sprintf", "%d", builtin("str2double", bits) / 8)];
  endswitch
endfunction

function send(answers, header, bodies)
  builtin("fwrite", answers, [header "\n"]);
  for k = 1:builtin("numel", bodies)
    builtin("fwrite", answers, bodies{k}, "uint8");
  endfor
  builtin("fflush", answers);
endfunction

function text = json_text(text)
  text = builtin("strrep", builtin("strrep", text, "\\", "\\\\"), "\"", "\\\"");
  text(text < 32) = " ";
  if builtin("numel", text) > 1000
    text = text(1:1000);
  endif
endfunction
