function pysoftmax_batch (request, response, directory, extras)
  % Answer the calls in the file REQUEST, one after the other, into the file RESPONSE.
  %
  % DIRECTORY is where the functions are (the working folder while they run), EXTRAS a cell of
  % folders that come after it on the path. Every answer is written as soon as it is known, so
  % that those before a crash are not lost. What the functions print goes nowhere.

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

  numbers = read_doubles (request);
  [names, at] = pysoftmax_decode (numbers, 1);
  out = fopen (response, "a");
  terminal = silence ();
  unwind_protect
    while (at < numel (numbers))
      name = names{numbers(at)};
      wanted = numbers(at+1);
      seed = numbers(at+2);
      arguments = cell (1, numbers(at+3));
      at += 4;
      for k = 1:numel (arguments)
        if (numbers(at) == 0)   % a double, by far the most frequent
          start = at + 3;
          at = start + numbers(at+1) * numbers(at+2);
          arguments{k} = reshape (numbers(start:at-1), numbers(start-2), numbers(start-1));
        else
          [arguments{k}, at] = pysoftmax_decode (numbers, at);
        endif
      endfor
      if (! isnan (seed))
        rand ("twister", seed);
        randn ("twister", seed);
      endif
      started = tic ();
      [values, problem] = ask (name, arguments, wanted);
      seconds = toc (started);
      if (isempty (problem))
        answer = [seconds; 1; pysoftmax_encode(values)];
      else
        answer = [seconds; 0; pysoftmax_encode(describe (problem, name))];
      endif
      out = append (out, response, answer);
    endwhile
  unwind_protect_cleanup
    speak (terminal);
    fclose (out);
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

function numbers = read_doubles (name)
  file = fopen (name, "r");
  numbers = fread (file, Inf, "double");
  fclose (file);
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
  % Send the terminal's output, of programs started from here too, to where it costs nothing.
  fflush (stdout);
  terminal = fopen ("/dev/null", "w");
  dup2 (stdout, terminal);
  nowhere = fopen ("/dev/null", "w");
  dup2 (nowhere, stdout);
  dup2 (nowhere, stderr);
  fclose (nowhere);
endfunction

function speak (terminal)
  % Without its terminal this session cannot be talked to any more: then it had better end.
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
  % A function of its own, since what is asked may empty its caller's workspace.
  values = cell (1, wanted);
  problem = [];
  try
    [values{:}] = feval (name, arguments{:});
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
  exists = ! isempty (which (name));
  description = {problem.message, problem.identifier, where, exists};
endfunction
