function pysoftmax_batch (request, response, directory, extras)
  % Answer the calls in the file REQUEST, one after the other, into the file RESPONSE.
  %
  % DIRECTORY is where the functions are (the working folder while they run), EXTRAS a cell of
  % folders that follow it on the path. Every answer is written as soon as it is known, so the
  % answers before a crash are kept. What the functions print is discarded.

  mlock ();   % "clear all" in a function under test must not forget the path
  persistent base_path = path ();
  persistent entered = {"", "", {}};
  if (! isequal (entered, {path(), directory, extras}))
    enter (base_path, directory, extras);   % costs 30 ms
    entered = {path(), directory, extras};
  endif
  if (! isempty (directory) && ! strcmp (pwd (), directory))
    cd (directory);
  endif

  [calls, values] = read_request (request);
  names = values{1};
  used = 1;
  out = fopen (response, "a");
  terminal = silence ();
  unwind_protect
    for call = calls
      [name, wanted, seed] = deal (names{call(1)}, call(2), call(3));
      arguments = values(used+1:used+call(4));
      used += call(4);
      if (! isnan (seed))
        rand ("twister", seed);
        randn ("twister", seed);
        rande ("twister", seed);
        randg ("twister", seed);
        randp ("twister", seed);
      endif
      started = tic ();
      [returned, problem] = ask (name, arguments, wanted);
      seconds = toc (started);
      if (isempty (problem))
        answer = [seconds; 1; pysoftmax_encode(returned)];
      else
        answer = [seconds; 0; pysoftmax_encode(describe (problem, name))];
      endif
      out = append (out, response, answer);
    endfor
  unwind_protect_cleanup
    speak (terminal);
    fclose (out);
    if (! strcmp (path (), entered{1}))   % a function under test has changed it
      path (entered{1});
    endif
  end_unwind_protect
endfunction

function enter (base_path, directory, extras)
  path (base_path);
  for k = numel (extras):-1:1
    addpath (extras{k});
  endfor
  if (! isempty (directory))
    addpath (directory);
  endif
endfunction

function [calls, values] = read_request (name)
  % Each call's four numbers in a column, and the names and all calls' arguments in one cell.
  file = fopen (name, "r");
  shape = fread (file, 2, "double");
  calls = fread (file, [4, shape(1)], "double");
  heads = fread (file, [3, shape(2)], "double");
  entries = fread (file, Inf, "double");
  fclose (file);
  [rows, columns] = deal (heads(2, :).', heads(3, :).');
  pieces = mat2cell (entries, rows .* columns, 1);
  values = cellfun (@reshape, pieces, num2cell (rows), num2cell (columns), ...
                    "UniformOutput", false);
  for k = find (heads(1, :))   % anything but a plain matrix
    values{k} = pysoftmax_decode (pieces{k}, 1);
  endfor
endfunction

function out = append (out, response, answer)
  try
    fwrite (out, [numel(answer); answer], "double");
  catch   % a function under test has closed all files
    out = fopen (response, "a");
    fwrite (out, [numel(answer); answer], "double");
  end_try_catch
  fflush (out);
endfunction

function terminal = silence ()
  % Discard the terminal's output, including that of programs started from here.
  fflush (stdout);
  terminal = fopen ("/dev/null", "w");
  dup2 (stdout, terminal);
  nowhere = fopen ("/dev/null", "w");
  dup2 (nowhere, stdout);
  dup2 (nowhere, stderr);
  fclose (nowhere);
endfunction

function speak (terminal)
  % Without its terminal this session cannot receive commands: end it if the terminal is lost.
  fflush (stdout);
  try
    dup2 (terminal, stdout);
    dup2 (terminal, stderr);
    fclose (terminal);
  catch
    kill (getpid (), SIG ().KILL);
  end_try_catch
endfunction

function [values, problem] = ask (name, arguments, wanted)
  % A separate function, because the function under test may clear its caller's workspace.
  values = cell (1, wanted);
  problem = [];
  try
    if (wanted == 0)
      feval (name, arguments{:});
    else
      [values{:}] = feval (name, arguments{:});
    endif
  catch problem
    values = {};
  end_try_catch
endfunction

function description = describe (problem, name)
  % Message, identifier, where it happened, and whether there is such a function at all.
  where = "";
  for frame = problem.stack'
    if (any (strcmp (frame.name, {"pysoftmax_batch>ask", "ask"})))
      break;
    elseif (frame.line > 0 && isempty (where))
      where = sprintf ("%s, line %d", frame.name, frame.line);
    endif
  endfor
  try
    exists = ! isempty (which (name));
  catch   % it exists but cannot be parsed
    exists = true;
  end_try_catch
  description = {problem.message, problem.identifier, where, exists};
endfunction
