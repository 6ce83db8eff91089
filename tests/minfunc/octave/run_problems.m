% run_problems (minfunc_dir, problems_file, answers_file)
%
% Solve every problem of a file that hard_problems.py wrote, and save the results.

function run_problems (minfunc_dir, problems_file, answers_file)
  addpath (minfunc_dir);
  problems = load (problems_file).problems;
  answers = cell (1, numel (problems));
  for k = 1:numel (problems)
    problem = problems{k};
    try
      [table, answer] = evalc_run (problem);
      answer.table = table;
      answer.error = "";
    catch failure
      answer = struct ("error", failure.message, "identifier", failure.identifier);
    end
    answers{k} = answer;
  end
  save ("-v6", answers_file, "answers");
end

function [table, answer] = evalc_run (problem)
  table = evalc ("answer = run (problem);");
end

function answer = run (problem)
  [x, f, exitflag, output] = minFunc (@objective, problem.x0(:), problem.options, ...
                                      problem.kind, problem.p(:));
  answer = struct ("x", x, "f", f, "exitflag", exitflag, "output", output);
end
