function record
  % Run every case in this folder and save the answers beside it. In MATLAB or Octave:  record
  %
  % No toolbox is needed. Then send the folder back to where it came from.

  here = fileparts (mfilename ('fullpath'));
  entries = dir (here);
  for k = 1:numel (entries)
    folder = fullfile (here, entries(k).name);
    if exist (fullfile (folder, 'cases.mat'), 'file')
      record_test (folder);
    end
  end
end

function record_test (folder)
  test = load (fullfile (folder, 'cases.mat'));
  code = fullfile (folder, 'code');
  addpath (code);
  count = numel (test.cases);
  answers = cell (count, 1);
  errors = cell (count, 1);
  for k = 1:count
    [answers{k}, errors{k}] = ask (test.name, test.cases{k}, test.prepare{k}, test.outputs);
  end
  rmpath (code);
  program = ['MATLAB ' version()];
  if exist ('OCTAVE_VERSION', 'builtin')
    program = ['Octave ' version()];
  end
  save ('-v7', fullfile (folder, 'answers.mat'), 'answers', 'errors', 'program');
  fprintf ('%s: %d cases\n', test.name, count);
end

function [values, problem] = ask (name, args, prepare, outputs)
  values = cell (1, outputs);
  problem = {};
  try
    eval (prepare);
    if outputs == 0
      feval (name, args{:});
    else
      [values{:}] = feval (name, args{:});
    end
    for k = 1:outputs
      values{k} = portable (values{k});
    end
  catch err
    values = {};
    problem = {err.message, err.identifier, exist(name) == 0};
  end
end

function value = portable (value)
  % What a .mat file cannot hold, as a struct that says what it was.
  if isa (value, 'containers.Map')
    value = struct ('pysoftmax_map', {1}, 'keys', {keys(value)}, 'values', {values(value)});
  elseif isa (value, 'function_handle') || isobject (value)
    value = struct ('pysoftmax_class', class (value));
  end
end
