% run_routines (minfunc_dir, calls_file, answers_file)
%
% Make every call of a file that hard_problems.py wrote, and save all that each returned.

function run_routines (minfunc_dir, calls_file, answers_file)
  addpath (minfunc_dir);
  calls = load (calls_file).calls;
  answers = cell (1, numel (calls));
  for k = 1:numel (calls)
    call = calls{k};
    args = call.args;
    if (! isempty (call.kind))
      args{end+1} = @(x) objective (x, call.kind, call.p(:));
    end
    outputs = cell (1, call.nargout);
    [outputs{:}] = feval (call.name, args{:});
    answers{k} = outputs;
  end
  save ("-v6", answers_file, "answers");
end
