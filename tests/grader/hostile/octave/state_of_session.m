% Leaves all the state that Octave has, and looks for what an earlier process has left.
% expect: values
function [cost, grad] = softmaxCost(theta, numClasses, inputSize, lambda, data, labels)
  cost = 0;
  grad = zeros(size(theta));
  persistent mine;
  global left_behind;
  if isempty(mine)
    found = {! isempty(left_behind), ! isempty(getenv("LEFT_BEHIND")), output_precision() == 7, ...
             umask(22) == 27, ! isempty(strfind(path(), "left_behind")), ...
             ! isempty(regexp(pwd(), "left_behind")), exist("left_behind_function") != 0, ...
             strcmp(warning("query", "Octave:left-behind").state, "error"), ...
             evalin("base", "exist('left_behind')") != 0, max_recursion_depth() == 77, ...
             ! isempty(dbstatus()), crash_dumps_octave_core()};
    if any([found{:}])
      printf("FOUND state: %s\n", num2str(find([found{:}])));
    endif
  endif
  mine = left_behind = getpid();
  setenv("LEFT_BEHIND", "1");
  output_precision(7);
  umask(27);
  warning("error", "Octave:left-behind");
  assignin("base", "left_behind", 1);
  max_recursion_depth(77);
  crash_dumps_octave_core(true);
  eval("function left_behind_function(), endfunction");
  mkdir("left_behind");
  addpath([pwd() "/left_behind"]);
  cd("left_behind");
  mlock();
  dbstop("in", "softmaxCost", "at", "10");
  atexit("left_behind_function");
endfunction
